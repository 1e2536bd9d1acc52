export const shells = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof shells)[number];

/** A word that may stand at a place of the command line. */
export interface CompletedWord {
  /** The commands before it, as in `outbox quarantine`; empty: right after the program. */
  readonly path: string;
  readonly word: string;
  readonly about: string;
}

/** What each shell reads to complete the words of the program. After an option that takes a value it offers files. */
export const completionScripts: Readonly<Record<Shell, (program: string, words: readonly CompletedWord[]) => string>> =
  {
    bash: bashScript,
    zsh: zshScript,
    fish: fishScript,
    powershell: powershellScript,
  };

function byPath(words: readonly CompletedWord[]): readonly (readonly [string, string])[] {
  const groups = Map.groupBy(words, ({ path }) => path);
  return [...groups].map(([path, group]) => [path, group.map(({ word }) => word).join(" ")] as const);
}

function bashScript(program: string, words: readonly CompletedWord[]): string {
  const name = functionName(program);
  const paths = byPath(words);
  const commands = paths.map(([path]) => path).filter((path) => path !== "");
  return `${name}() {
  local here="\${COMP_WORDS[COMP_CWORD]}" path="" next word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in
      ${commands.map((path) => `"${path}"`).join(" | ")}) path="$next" ;;
    esac
  done
  local words=""
  case "$path" in
${paths.map(([path, all]) => `    "${path}") words="${all}" ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$here"))
}
complete -o default -F ${name} ${program}
`;
}

/** As a file `_mfp-agent` in the `fpath` it is the function of its name; `source` declares it. */
function zshScript(program: string, words: readonly CompletedWord[]): string {
  const groups = [...Map.groupBy(words, ({ path }) => path)];
  const commands = groups.map(([path]) => path).filter((path) => path !== "");
  const known = ({ word, about }: CompletedWord) => quoted(about === "" ? word : `${word}:${about}`, "'\\''");
  return `#compdef ${program}
_${program}() {
  local place="" next word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${place:+$place }$word"
    case "$next" in
      ${commands.map((path) => `"${path}"`).join(" | ")}) place="$next" ;;
    esac
  done
  local -a known
  case "$place" in
${groups.map(([path, group]) => `    "${path}") known=(${group.map(known).join(" ")}) ;;`).join("\n")}
  esac
  _describe ${program} known || _files
}
if [[ "$funcstack[1]" == "_${program}" ]]; then _${program}; else compdef _${program} ${program}; fi
`;
}

function fishScript(program: string, words: readonly CompletedWord[]): string {
  const name = functionName(program);
  const commands = [...new Set(words.map(({ path }) => path))].filter((path) => path !== "");
  const lines = words.map(({ path, word, about }) => {
    const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-f -a ${word}`;
    return `complete -c ${program} -n '${name}_at "${path}"' ${what} -d ${quoted(about.replaceAll("\\", "\\\\"), "\\'")}`;
  });
  return `function ${name}_at
  set -l path ""
  for word in (commandline -opc)[2..]
    set -l next (string trim -- "$path $word")
    if contains -- "$next" ${commands.map((path) => `"${path}"`).join(" ")}
      set path $next
    end
  end
  test "$path" = "$argv[1]"
end
${lines.join("\n")}
`;
}

/** @param apostrophe as it is written inside of apostrophes */
function quoted(text: string, apostrophe: string): string {
  return `'${text.replaceAll("'", apostrophe)}'`;
}

function powershellScript(program: string, words: readonly CompletedWord[]): string {
  const table = byPath(words).map(([path, all]) => `    '${path}' = '${all}'`);
  return `Register-ArgumentCompleter -Native -CommandName ${program} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
${table.join("\n")}
  }
  $path = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    $next = "$path $element".Trim()
    if ($words.ContainsKey($next)) { $path = $next }
  }
  $words[$path] -split ' ' | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function functionName(program: string): string {
  return `_${program.replaceAll("-", "_")}`;
}
