import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePrivateFolder } from "../../../src/agent/leaf/private-folder.ts";
import { describeUnless } from "../../needs.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "private-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a folder is made with those above it, for its owner only, and may be there already", () => {
  const path = join(folder, "a", "b");
  makePrivateFolder(path);
  makePrivateFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o700);
});

test.each([["file"], ["file/inside"], ["file/far/inside"]])("%s cannot be a folder, and that is told", (name) => {
  writeFileSync(join(folder, "file"), "x");
  expect(() => makePrivateFolder(join(folder, name))).toThrow(/file: is a file, not a folder$/);
});

describeUnless("a file system that makes no folders", process.platform === "linux" ? "" : "there is no /proc", () => {
  test("is told and does not hang", () => {
    expect(() => makePrivateFolder("/proc/x/y")).toThrow(/^\/proc\/x: no folder can be made there/);
  });
});
