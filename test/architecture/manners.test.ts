import { describe, expect, test } from "vitest";
import { readModules, type SourceFile } from "./import-graph.ts";
import {
  findBarrels,
  findCodeFromText,
  findDefaultExports,
  findForbiddenBuiltins,
  findPoorNames,
  findRevealingFiles,
  findStrayRandomness,
  findStrayTime,
  findUnknownTargets,
} from "./manners.ts";

function file(text: string, path = "src/agent/snmp/session.ts"): readonly SourceFile[] {
  return [{ path, text }];
}

describe("the machine's time", () => {
  const readings = [
    "const a = Date.now();",
    "const a = performance.now();",
    "const a = new Date();",
    "const a = process.hrtime.bigint();",
    "setTimeout(run, 5);",
    "const wait = setInterval;",
    "globalThis.setTimeout(run, 5);",
    "const signal = AbortSignal.timeout(5);",
    'import { setTimeout as wait } from "node:timers/promises";',
    "run(); /* then */ setTimeout(run, 5);",
  ];

  test.each(readings)("is found in %s", (text) => {
    expect(findStrayTime(file(text))).toEqual([`src/agent/snmp/session.ts:1: ${text}`]);
  });

  const harmless = [
    "const a = new Date(stampMs);",
    "socket.setTimeout(5);",
    "const monoMs = clock.monoMs();",
    "// Date.now() jumps",
    "/**\n * Not Date.now(), which jumps.\n */",
  ];

  test.each(harmless)("is not found in %s", (text) => {
    expect(findStrayTime(file(text))).toEqual([]);
  });

  test("is found behind the end of a comment", () => {
    expect(findStrayTime(file("/* a\n b */ Date.now();"))).toHaveLength(1);
  });

  test.each(["src/agent/leaf/clock.ts", "src/central/clock.ts", "src/simulator/clock.ts"])("belongs to %s", (path) => {
    expect(findStrayTime(file("Date.now();", path))).toEqual([]);
  });
});

describe("randomness", () => {
  test("has one source in a house", () => {
    const agent = file("Math.random();", "src/agent/leaf/dice.ts");
    const central = file("randomBytes(16);", "src/central/token.ts");
    expect(findStrayRandomness([...agent, ...central])).toEqual([]);
  });

  test("must not have two", () => {
    const files = [...file("Math.random();", "src/agent/a.ts"), ...file("crypto.randomUUID();", "src/agent/b.ts")];
    expect(findStrayRandomness(files)).toEqual([
      "src/agent/a.ts:1: Math.random();",
      "src/agent/b.ts:1: crypto.randomUUID();",
    ]);
  });
});

describe("code from text", () => {
  const wrong = ["eval(text);", "(0, eval)(text);", "new Function(text);", "Function(text)();", "require(name);"];

  test.each([...wrong, "const load = createRequire(import.meta.url);"])("is found in %s", (text) => {
    expect(findCodeFromText(file(text))).toHaveLength(1);
  });

  test("is not a function's type or a word that contains eval", () => {
    expect(findCodeFromText(file("function evaluate(run: Function): void {}\npattern.exec(text);"))).toEqual([]);
  });
});

describe("imports", () => {
  test.each(["import(name);", `import(\`./$\{name}.ts\`);`, 'import("./" + name);'])(
    "must not hide a target: %s",
    (text) => {
      expect(findUnknownTargets(readModules(file(text)))).toHaveLength(1);
    },
  );

  test("a program is started only to speak to systemd", () => {
    const modules = (path: string) => readModules([{ path, text: 'import { execFile } from "node:child_process";' }]);
    expect(findForbiddenBuiltins(modules("src/agent/supervision/systemd-notify.ts"))).toEqual([]);
    expect(findForbiddenBuiltins(modules("src/agent/supervision/watchdog.ts"))).toHaveLength(1);
  });

  test.each(["node:child_process", "child_process", "node:vm", "node:worker_threads"])(
    "must not be of %s",
    (target) => {
      expect(findForbiddenBuiltins(readModules(file(`import { a } from "${target}";`)))).toEqual([
        `src/agent/snmp/session.ts → ${target}: is not for src`,
      ]);
    },
  );
});

describe("exports", () => {
  test.each(["export default 1;", "const a = 1;\nexport { a as default };"])("must have a name: %s", (text) => {
    expect(findDefaultExports(readModules(file(text)))).toHaveLength(1);
  });

  test("that all come from elsewhere make a barrel", () => {
    const text = 'export * from "./a.ts";\nexport { b } from "./b.ts";';
    expect(findBarrels(readModules(file(text)))).toEqual(["src/agent/snmp/session.ts: only passes on other exports"]);
  });

  test("of a file's own beside another's make none", () => {
    expect(findBarrels(readModules(file('export { b } from "./b.ts";\nexport const a = 1;')))).toEqual([]);
  });
});

describe("names", () => {
  const poor = ["agent/utils/a.ts", "agent/string-utils.ts", "central/helpers.ts", "agent/common.ts", "agent/types.ts"];
  const wrongCase = ["agent/PollPlan.ts", "agent/poll_plan.ts"];

  test.each([...poor, ...wrongCase, "agent/device-manager.ts", "agent/index.ts"])("must not be %s", (name) => {
    expect(findPoorNames(file("", `src/${name}`))).toEqual([expect.stringContaining(name)]);
  });

  test.each(["agent/profile/poll-plan.ts", "agent/snmp/net-snmp.d.ts", "agent/mfp-agent.mjs"])("may be %s", (name) => {
    expect(findPoorNames(file("", `src/${name}`))).toEqual([]);
  });
});

test("a fifth file that reveals secrets is too many", () => {
  const files = ["a", "b", "c", "d"].flatMap((name) => file("secret.reveal();", `src/${name}.ts`));
  expect(findRevealingFiles(files)).toEqual([]);
  expect(findRevealingFiles([...files, ...file("secret.reveal();", "src/e.ts")])).toHaveLength(5);
});
