import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeReload } from "../../../src/agent/compose/reload.ts";
import { territoryOf, tuningOf } from "../../../src/agent/compose/watch.ts";
import { loadConfig } from "../../../src/agent/config/config-store.ts";
import { type LogFields, silentLog } from "../../../src/agent/leaf/log.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";

/** A configuration on disk, and what an agent that was started with it is told by its reloads. */
function bench(started: object = {}) {
  const folder = temporaryFolder(onTestFinished);
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  const configure = (more: object) =>
    write("a.json", JSON.stringify({ site: { name: "x" }, ranges: [{ addresses: "10.0.0.1" }], ...more }));
  write("si.csv", "serial,si\n");
  configure(started);
  const inForce = { loaded: loadConfig(join(folder, "a.json")) };
  const told: LogFields[] = [];
  const registry: string[] = [];
  const note = (event: string, fields: LogFields = {}) => told.push({ event, ...fields });
  const reload = makeReload({
    inForce,
    log: { ...silentLog, info: note, error: note },
    setLogLevel: () => {},
    tuning: tuningOf(inForce.loaded, territoryOf(inForce.loaded)),
    takeRegistry: (entries) => registry.push(...entries.map(({ si }) => si)),
    retune: () => {},
  });
  const answer = () => {
    reload();
    return told.at(-1);
  };
  return { write, configure, answer, inForce, registry };
}

test("what waits for a restart is told at each reload, until it is as at the start", () => {
  const { configure, answer } = bench();
  configure({ statusPage: { port: 1 } });
  const waitsForRestart = ["statusPage.port: 8161 → 1"];
  expect([answer(), answer()]).toMatchObject([{ waitsForRestart }, { waitsForRestart }]);
  configure({});
  expect(answer()).toMatchObject({ taken: [], waitsForRestart: [] });
});

test("new lines in the table of SI numbers are taken over, and the change is told once", () => {
  const { write, answer, registry } = bench({ siNumbersFile: "si.csv" });
  write("si.csv", "serial,si\nA1,UA-1\n");
  expect(answer()).toMatchObject({ taken: ["siNumbersFile: content changed"], waitsForRestart: [] });
  expect(registry).toEqual(["UA-1"]);
  expect(answer()).toMatchObject({ taken: [] });
});

test("a wrong file that the configuration names changes nothing", () => {
  const { configure, answer, inForce } = bench();
  const before = inForce.loaded;
  configure({ site: { name: "y" }, central: { url: "https://central.example", caFile: "none.pem" } });
  expect(answer()).toMatchObject({ event: "config.refused", message: expect.stringContaining("none.pem") });
  expect(inForce.loaded).toBe(before);
});
