import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { loadCommands } from "../../../src/agent/cli/commands.ts";
import { buildProgram } from "../../../src/agent/cli/main.ts";
import { chooseLanguage, speechIn } from "../../../src/agent/cli/speech.ts";
import { languages } from "../../../src/agent/leaf/language.ts";

const commands = await loadCommands(undefined);

/** Commands that do something themselves, with the words that call them. */
function leaves(command: Command, words: readonly string[] = []): readonly (readonly [string, Command])[] {
  if (command.commands.length === 0) return [[words.join(" "), command]];
  return command.commands.flatMap((inner) => leaves(inner, [...words, inner.name()]));
}

/** The names that group commands, with the words that call them. */
function groups(command: Command, words: readonly string[] = []): readonly (readonly [string, Command])[] {
  const inner = command.commands.flatMap((one) => groups(one, [...words, one.name()]));
  return command.commands.length === 0 || words.length === 0 ? inner : [[words.join(" "), command], ...inner];
}

/** The whole help, with what stands around it. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

describe.each(languages)("the help in %s", (language) => {
  const speech = speechIn(language);

  const program = buildProgram(speech, commands);
  test.each([...leaves(program), ...groups(program)])(
    "of %s has a description and a worked example",
    (words, command) => {
      expect(command.description()).not.toBe("");
      const example = new RegExp(`(?:Example|Приклад): mfp-agent ${words.split(" ")[0]}`);
      expect(helpOf(command)).toMatch(example);
    },
  );

  test("names the exit codes", () => {
    expect(helpOf(buildProgram(speech, commands))).toMatch(/64[\s\S]*69[\s\S]*78[\s\S]*130/);
  });
});

test("a wrong line is answered with the help of its command", async () => {
  const program = buildProgram(speechIn("en"), commands);
  let told = "";
  for (const command of [program, ...leaves(program).map(([, leaf]) => leaf)])
    command.configureOutput({ writeErr: (part) => (told += part) });
  await expect(program.parseAsync(["node", "mfp-agent", "outbox", "quarantine", "export"])).rejects.toThrow(/missing/);
  expect(told).toContain("(mfp-agent outbox quarantine export --help tells more)");
});

test.each([
  [["outbox", "nonsense"], "unknown command 'nonsense'; there is show, quarantine"],
  [["outbox", "quarantine", "nonsense"], "unknown command 'nonsense'; there is list, retry, discard, export"],
])("%j names the word that is no command, and those that are", async (words, message) => {
  const program = buildProgram(speechIn("en"), commands);
  for (const [, leaf] of leaves(program)) leaf.configureOutput({ writeErr: () => {} });
  await expect(program.parseAsync(["node", "mfp-agent", ...words])).rejects.toThrow(message);
});

test.each([
  [["status"], {}, "en"],
  [["status", "--lang", "uk"], { LANG: "en_US" }, "uk"],
  [["--lang=en", "status"], { LANG: "uk_UA" }, "en"],
  [["status"], { LANG: "uk_UA.UTF-8" }, "uk"],
  [["status"], { LANG: "uk_UA.UTF-8", LC_ALL: "C" }, "en"],
  [["status"], { LANG: "uk_UA.UTF-8", LC_ALL: "" }, "uk"],
] as const)("%j with %j speaks %s", (argv, environment, language) => {
  expect(chooseLanguage(argv, environment)).toBe(language);
});

test.each([
  ["run", ["run"]],
  ["device", ["device"]],
  ["outbox", ["outbox"]],
])("a line that begins with %s loads that command alone", async (name, names) => {
  const program = buildProgram(speechIn("en"), await loadCommands(name));
  expect(program.commands.map((command) => command.name())).toEqual(names);
});

test.each([undefined, "--help", "help", "--lang", "stauts", "completion", "constructor"])(
  "a line that begins with %s knows all commands",
  async (name) => expect(await loadCommands(name)).toHaveLength(commands.length),
);
