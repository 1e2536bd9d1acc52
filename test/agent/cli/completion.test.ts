import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { completionScripts, shells } from "../../../src/agent/cli/completion/scripts.ts";
import { wordsOf } from "../../../src/agent/cli/completion.ts";
import { buildProgram } from "../../../src/agent/cli/main.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";

const words = wordsOf(buildProgram(speechIn("en")));

test.each(shells)("%s is offered every command", (shell) => {
  const script = completionScripts[shell]("mfp-agent", words);
  for (const word of ["setup", "quarantine", "ledger", "completion"]) expect(script).toContain(word);
});

test.each([
  ["mfp-agent led", "ledger"],
  ["mfp-agent outbox quarantine r", "retry"],
  ["mfp-agent logs --fol", "--follow"],
  ["mfp-agent completion po", "powershell"],
  ["mfp-agent request UA-1 rep", "repair"],
])("bash completes %s", (line, expected) => {
  const file = join(temporaryFolder(onTestFinished), "completion.bash");
  writeFileSync(file, completionScripts.bash("mfp-agent", words));
  const typed = line.split(" ");
  const ask = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mfp_agent; echo "\${COMPREPLY[@]}"`;
  const answer = execFileSync("bash", ["-c", ask, "bash", file, ...typed], { encoding: "utf8" });
  expect(answer.trim()).toBe(expected);
});
