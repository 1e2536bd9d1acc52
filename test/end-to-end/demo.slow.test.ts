import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { projectFile } from "../../src/agent/leaf/project-files.ts";

test("the demonstration happens in full, says so, and leaves nothing behind", { timeout: 120_000 }, async () => {
  const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith("mfp-agent-demo-"));
  const before = leftovers();
  const demo = spawn(process.execPath, [projectFile("scripts/demo.ts"), "--for", "60s"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const code = await new Promise((resolve) => demo.on("close", resolve));
  expect(output).toMatch(/records lost {3}0\nduplicates {5}0\neverything happened\n$/);
  expect(code).toBe(0);
  expect(leftovers()).toEqual(before);
});

test("a time that is too short is refused", async () => {
  const demo = spawn(process.execPath, [projectFile("scripts/demo.ts"), "--for", "5"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  demo.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const code = await new Promise((resolve) => demo.on("close", resolve));
  expect(said).toMatch(/--for 5: a time of at least 20s/);
  expect(code).toBe(64);
});
