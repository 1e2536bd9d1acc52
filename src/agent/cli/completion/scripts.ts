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
    zsh: (program, words) =>
      `#compdef ${program}\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(program, words)}`,
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

function fishScript(program: string, words: readonly CompletedWord[]): string {
  const name = functionName(program);
  const commands = [...new Set(words.map(({ path }) => path))].filter((path) => path !== "");
  const lines = words.map(({ path, word, about }) => {
    const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-f -a ${word}`;
    return `complete -c ${program} -n '${name}_at "${path}"' ${what} -d ${fishQuoted(about)}`;
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

function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
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
