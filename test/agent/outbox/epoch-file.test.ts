import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readEpochMark, writeEpochMark } from "../../../src/agent/outbox/epoch-file.ts";
import { temporaryFolder } from "./temporary-outbox.ts";

test("the mark is read back, private, and leaves no draft behind", () => {
  const folder = temporaryFolder(onTestFinished);
  const path = join(folder, "epoch.json");
  writeEpochMark(path, { epoch: "e", highWater: 7 });
  writeEpochMark(path, { epoch: "e", highWater: 8 });
  expect(readEpochMark(path)).toEqual({ epoch: "e", highWater: 8 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["epoch.json"]);
});

test.each(["", "{", "null", '{"epoch":""}', '{"epoch":"e","highWater":-1}'])("%j is no mark", (content) => {
  const path = join(temporaryFolder(onTestFinished), "epoch.json");
  writeFileSync(path, content);
  expect(readEpochMark(path)).toBeUndefined();
});
