import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadCommands } from "../../../src/agent/cli/commands.ts";
import { completionScripts, type Shell, shells } from "../../../src/agent/cli/completion/scripts.ts";
import { wordsOf } from "../../../src/agent/cli/completion.ts";
import { buildProgram } from "../../../src/agent/cli/main.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
import { describeNeeding } from "../../needs.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";

const words = wordsOf(buildProgram(speechIn("en"), await loadCommands(undefined)));

test.each(shells)("%s is offered every command", (shell) => {
  const script = completionScripts[shell]("mfp-agent", words);
  for (const word of ["setup", "quarantine", "ledger", "completion"]) expect(script).toContain(word);
});

const lines = [
  ["mfp-agent led", "ledger"],
  ["mfp-agent outbox quarantine r", "retry"],
  ["mfp-agent logs --fol", "--follow"],
  ["mfp-agent completion po", "powershell"],
  ["mfp-agent request UA-1 rep", "repair"],
] as const;

/** Runs a shell with its own script and no settings of anybody; `$1` is the file of the completion. */
function ask(shell: Exclude<Shell, "powershell">, script: string, ...typed: readonly string[]): string {
  const folder = temporaryFolder(onTestFinished);
  const file = join(folder, "_mfp-agent");
  writeFileSync(file, completionScripts[shell]("mfp-agent", words));
  const start = {
    bash: ["--norc", "-c", script, "bash"],
    zsh: ["-f", "-c", script, "zsh"],
    fish: ["-N", "-c", script],
  };
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder };
  return execFileSync(shell, [...start[shell], file, ...typed], { encoding: "utf8", env, timeout: 20_000 }).trim();
}

// PowerShell's script is not run: Debian has no PowerShell.
describe("in bash", () => {
  const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mfp_agent; echo "\${COMPREPLY[@]}"`;

  test.each(lines)("%s is completed", (line, expected) => {
    expect(ask("bash", script, ...line.split(" "))).toBe(expected);
  });
});

describeNeeding("in fish", ["fish"], () => {
  test.each(lines)("%s is completed", (line, expected) => {
    const [word] = ask("fish", "source $argv[1]; complete -C $argv[2]", line).split("\t");
    expect(word).toBe(expected);
  });
});

describeNeeding("in zsh", ["zsh"], () => {
  /** A shell in a terminal of its own, where the Tab key completes and Ctrl-X shows the line between signs. */
  const script = (load: string) => `
    zmodload zsh/zpty
    zpty inner "zsh -f -i"
    zpty -w inner 'autoload -Uz compinit; ${load}
      show() { print -r -- "<""<$BUFFER>>"; }; zle -N show; bindkey "^X" show; print rea""dy'
    zpty -r inner said '*ready*'
    zpty -w -n inner "$2"$'\\t\\x18'
    zpty -r inner said '*<<*>>*'
    zpty -d inner
    print -r -- "\${\${said##*<<}%%>>*}"`;
  const loads = [
    ["sourced", `compinit -D -u; source '$1'`],
    ["found in the fpath", `fpath=('\${1:h}' $fpath); compinit -D -u`],
  ] as const;

  describe.each(loads)("%s", (_, load) => {
    test.each(lines)("%s is completed", (line, expected) => {
      const completed = [...line.split(" ").slice(0, -1), expected].join(" ");
      expect(ask("zsh", script(load), line).trim()).toBe(completed);
    });
  });
});
