import { execFileSync } from "node:child_process";
import {
  closeSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fillNewFile, writeNamedFile } from "../../../src/agent/cli/written-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "written-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, name);

test("a named file is its owner's alone, and takes the place of an old one", () => {
  writeFileSync(path("page.html"), "old and longer", { mode: 0o644 });
  writeNamedFile(path("page.html"), "new");
  expect(readFileSync(path("page.html"), "utf8")).toBe("new");
  expect(statSync(path("page.html")).mode & 0o777).toBe(0o600);
});

test("a link stays a link: the file that it leads to is replaced", () => {
  writeFileSync(path("target"), "old");
  symlinkSync(path("target"), path("link"));
  writeNamedFile(path("link"), "new");
  expect(lstatSync(path("link")).isSymbolicLink()).toBe(true);
  expect(readFileSync(path("target"), "utf8")).toBe("new");
});

test("what is no file is written to and stays what it is", () => {
  execFileSync("mkfifo", [path("pipe")]);
  const reader = openSync(path("pipe"), "r+");
  writeNamedFile(path("pipe"), "through");
  const bytes = Buffer.alloc(100);
  expect(bytes.toString("utf8", 0, readSync(reader, bytes))).toBe("through");
  closeSync(reader);
  expect(lstatSync(path("pipe")).isFIFO()).toBe(true);
});

test("what goes to /dev/stdout goes through a pipe", () => {
  const module = JSON.stringify(new URL("../../../src/agent/cli/written-file.ts", import.meta.url).href);
  const program = `import { writeNamedFile } from ${module}; writeNamedFile("/dev/stdout", "through");`;
  const shell = '"$0" --input-type=module --eval "$1" | cat';
  expect(execFileSync("sh", ["-c", shell, process.execPath, program], { encoding: "utf8" })).toBe("through");
});

test.each([
  ["a folder that is not there", "none/page.html", /page\.html: cannot be written: there is no such folder \(ENOENT\)/],
  ["a folder in place of a file", ".", /cannot be written: it is a folder \(EISDIR\)/],
])("%s is told, and nothing is left of the text", (_name, name, message) => {
  expect(() => writeNamedFile(path(name), "text")).toThrow(message);
  expect(readdirSync(folder)).toEqual([]);
});

test("a new file is filled only where none is, and work that fails leaves none", async () => {
  writeFileSync(path("there"), "kept");
  await expect(fillNewFile(path("there"), async () => "text")).rejects.toThrow("it is there already (EEXIST)");
  expect(readFileSync(path("there"), "utf8")).toBe("kept");
  await expect(fillNewFile(path("new"), () => Promise.reject(new Error("no answer")))).rejects.toThrow("no answer");
  await fillNewFile(path("made"), async () => "text");
  expect(readdirSync(folder).toSorted()).toEqual(["made", "there"]);
});
