import { describe, expect, test } from "vitest";
import { findCircles, type Module, readModules } from "./import-graph.ts";
import {
  findContractPackages,
  findHomelessFiles,
  findHouseBreaches,
  findRoomBreaches,
  findSpreadPackages,
} from "./walls.ts";

/** An invented tree: each file with the targets it imports for a value. */
function tree(imports: Readonly<Record<string, readonly string[]>>): readonly Module[] {
  const texts = Object.entries(imports).map(([path, targets]) => ({
    path,
    text: targets.map((target, index) => `import { a${index} } from "${target}";`).join("\n"),
  }));
  return readModules(texts);
}

describe("imports are read", () => {
  const cases = [
    ["a value", 'import { a } from "../leaf/b.ts";', "src/agent/leaf/b.ts"],
    ["a type", 'import type { A } from "../leaf/b.ts";', "src/agent/leaf/b.ts"],
    ["a type beside a value", 'import { type A, b } from "./b.ts";', "src/agent/config/b.ts"],
    ["a type in place", 'export let a: import("./b.ts").A | undefined;', "src/agent/config/b.ts"],
    ["a side effect", 'import "./b.ts";', "src/agent/config/b.ts"],
    ["a re-export", 'export * from "./b.ts";', "src/agent/config/b.ts"],
    ["a re-exported type", 'export type { A } from "./b.ts";', "src/agent/config/b.ts"],
    ["a dynamic import", 'const a = await import("./b.ts");', "src/agent/config/b.ts"],
    ["a subpath of a package", 'import { a } from "node-cron/tasks";', "node-cron"],
    ["a subpath of a scoped package", 'import { a } from "@hono/node-server/utils";', "@hono/node-server"],
    ["a builtin with a subpath", 'import { a } from "node:fs/promises";', "node:fs/promises"],
    ["data with attributes", 'import a from "../../../package.json" with { type: "json" };', "package.json"],
    ["after a generic arrow", 'const f = <T,>(a: T): T => a;\nimport { b } from "./b.ts";', "src/agent/config/b.ts"],
  ] as const;

  test.each(cases)("of %s", (_what, text, to) => {
    const path = "src/agent/config/a.ts";
    expect(readModules([{ path, text }])[0]?.edges).toEqual([{ from: path, to }]);
  });

  test("but not out of comments and strings", () => {
    const text = '// import "./b.ts";\nexport const a = \'import "./b.ts"\';';
    expect(readModules([{ path: "src/agent/leaf/a.ts", text }])[0]?.edges).toEqual([]);
  });
});

describe("between houses", () => {
  const wrong = [
    ["src/central/app.ts", "../agent/compose.ts"],
    ["src/central/app.ts", "../simulator/farm.ts"],
    ["src/agent/leaf/clock.ts", "../../central/clock.ts"],
    ["src/agent/snmp/session.ts", "../../simulator/pdu.ts"],
    ["src/simulator/farm.ts", "../agent/leaf/clock.ts"],
    ["src/simulator/farm.ts", "../contract/api.ts"],
    ["src/contract/api.ts", "../agent/leaf/result.ts"],
    ["src/contract/api.ts", "../../test/needs.ts"],
    ["src/gadget/a.ts", "./b.ts"],
    ["src/main.ts", "./agent/daemon.ts"],
  ] as const;

  test.each(wrong)("%s must not import %s", (from, to) => {
    const findings = findHouseBreaches(tree({ [from]: [to] }));
    expect(findings).toEqual([expect.stringMatching(new RegExp(`^${from} → .*: `))]);
  });

  test("the contract is open to agent and central", () => {
    const modules = tree({
      "src/agent/upload/sender.ts": ["../../contract/api.ts", "../leaf/clock.ts", "axios", "../../../package.json"],
      "src/central/app.ts": ["../contract/api.ts", "./clock.ts", "hono"],
      "src/contract/api.ts": ["./batch.ts", "zod"],
      "src/simulator/farm.ts": ["./pdu.ts", "node:dgram"],
    });
    expect(findHouseBreaches(modules)).toEqual([]);
    expect(findContractPackages(modules)).toEqual([]);
  });

  test("the contract must not bring packages along", () => {
    expect(findContractPackages(tree({ "src/contract/api.ts": ["axios", "node:fs"] }))).toEqual([
      "src/contract/api.ts → axios: contract imports only zod",
      "src/contract/api.ts → node:fs: contract imports only zod",
    ]);
  });
});

describe("between rooms of the agent", () => {
  const wrong = [
    ["src/agent/leaf/clock.ts", "../config/schema.ts", "config stands after leaf"],
    ["src/agent/snmp/session.ts", "../reading/decode.ts", "reading stands after snmp"],
    ["src/agent/outbox/queue.ts", "../upload/sender.ts", "upload stands after outbox"],
    ["src/agent/status/page.ts", "../cli/words.ts", "cli stands after status"],
    ["src/agent/upload/sender.ts", "../compose/agent.ts", "only cli imports compose"],
    ["src/agent/status/page.ts", "../daemon.ts", "only cli imports daemon.ts"],
    ["src/agent/snmp/session.ts", "../log/pino.ts", "only compose imports log"],
    ["src/agent/daemon.ts", "./log/pino.ts", "only compose imports log"],
    ["src/agent/log/pino.ts", "../snmp/session.ts", "log imports only leaf and config"],
    ["src/agent/cli/run.ts", "../mfp-agent.mjs", "nothing imports the entry"],
  ] as const;

  test.each(wrong)("%s must not import %s", (from, to, objection) => {
    const findings = findRoomBreaches(tree({ [from]: [to] }));
    expect(findings).toEqual([expect.stringMatching(new RegExp(`^${from} → src/agent/.*: ${objection}$`))]);
  });

  test("the data passes from room to room", () => {
    const modules = tree({
      "src/agent/config/schema.ts": ["../leaf/result.ts", "./limits.ts"],
      "src/agent/reading/decode.ts": ["../snmp/session.ts", "../profile/plan.ts", "../inventory/device.ts"],
      "src/agent/log/pino.ts": ["../leaf/log.ts", "pino"],
      "src/agent/compose/agent.ts": ["../log/pino.ts", "../upload/sender.ts", "../leaf/clock.ts"],
      "src/agent/daemon.ts": ["./compose/agent.ts", "./schedule/due.ts"],
      "src/agent/cli/run.ts": ["../daemon.ts", "../compose/agent.ts", "../status/page.ts"],
      "src/agent/mfp-agent.mjs": ["./cli/run.ts"],
    });
    expect(findRoomBreaches(modules)).toEqual([]);
    expect(findHomelessFiles(modules)).toEqual([]);
  });

  test("a file without a room is named", () => {
    expect(findHomelessFiles(tree({ "src/agent/gadget/a.ts": [], "src/agent/loose.ts": [] }))).toEqual([
      'src/agent/gadget/a.ts: the agent has no room "gadget"',
      'src/agent/loose.ts: the agent has no room "loose.ts"',
    ]);
  });
});

describe("circles", () => {
  test("are named from file to file", () => {
    const modules = tree({
      "src/agent/leaf/a.ts": ["./b.ts"],
      "src/agent/leaf/b.ts": ["./c.ts"],
      "src/agent/leaf/c.ts": ["./b.ts"],
    });
    expect(findCircles(modules)).toEqual(["src/agent/leaf/b.ts → src/agent/leaf/c.ts → src/agent/leaf/b.ts"]);
  });

  test("of types alone are circles", () => {
    const files = [
      { path: "src/agent/leaf/a.ts", text: 'import type { B } from "./b.ts";' },
      { path: "src/agent/leaf/b.ts", text: 'import type { A } from "./a.ts";' },
    ];
    expect(findCircles(readModules(files))).toHaveLength(1);
  });

  test("are not two ways to the same file", () => {
    const modules = tree({ "src/a.ts": ["./b.ts", "./c.ts"], "src/b.ts": ["./d.ts"], "src/c.ts": ["./d.ts"] });
    expect(findCircles(modules)).toEqual([]);
  });
});

describe("packages with a side effect", () => {
  test("may have one importer in each house", () => {
    const modules = tree({ "src/agent/outbox/store.ts": ["node:sqlite"], "src/central/store.ts": ["node:sqlite"] });
    expect(findSpreadPackages(modules)).toEqual([]);
  });

  test("must not have two in one house", () => {
    const modules = tree({ "src/agent/outbox/store.ts": ["node:sqlite"], "src/agent/status/page.ts": ["node:sqlite"] });
    expect(findSpreadPackages(modules)).toEqual([
      "node:sqlite in agent has 2 importers: src/agent/outbox/store.ts, src/agent/status/page.ts",
    ]);
  });
});
