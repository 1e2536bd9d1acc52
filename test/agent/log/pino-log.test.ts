import { expect, test } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { createLog } from "../../../src/agent/log/pino-log.ts";

function linesOf(isTTY: boolean, write: (log: ReturnType<typeof createLog>) => void): readonly string[] {
  const lines: string[] = [];
  write(createLog("info", { isTTY, write: (line) => lines.push(line) }));
  return lines;
}

test("a line is one JSON object with level, time and event", () => {
  const [line = ""] = linesOf(false, (log) => log.warn("device.silent", { model: "bizhub C360i" }));
  expect(JSON.parse(line)).toEqual({
    level: "warn",
    time: expect.stringMatching(/Z$/),
    event: "device.silent",
    model: "bizhub C360i",
  });
});

test("on a terminal it is short and for people", () => {
  const [line] = linesOf(true, (log) => log.info("device.found", { model: "bizhub C360i", si: null }));
  expect(line).toMatch(/^\d\d:\d\d:\d\d {3}device\.found {2}model="bizhub C360i" si=null\n$/);
});

test("lines below the level are not written", () => {
  expect(linesOf(false, (log) => log.debug("x"))).toEqual([]);
});

test("a device's text can neither break the line nor flood it", () => {
  const [line = ""] = linesOf(false, (log) => log.info("x", { text: `a\n\u001b[31mb${"c".repeat(5000)}` }));
  expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
  expect(line.length).toBeLessThan(1200);
});

test("a secret that strays into a message stays hidden", () => {
  const [line] = linesOf(false, (log) => log.info("x", { text: `${new Secret("canary")}` }));
  expect(line).not.toContain("canary");
});

test("every sink gets each line, in the form that suits it", () => {
  const [file, terminal]: [string[], string[]] = [[], []];
  const sinks = [
    { write: (line: string) => file.push(line) },
    { isTTY: true, write: (line: string) => terminal.push(line) },
  ];
  createLog("info", sinks).info("device.found");
  expect(JSON.parse(file[0] ?? "")).toMatchObject({ event: "device.found" });
  expect(terminal[0]).toMatch(/device\.found\n$/);
});

test("the level changes while it is written", () => {
  const lines = linesOf(false, (log) => {
    log.debug("a");
    log.setLevel("debug");
    log.debug("b");
    log.setLevel("error");
    log.warn("c");
  });
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(["b"]);
});

test("trouble that repeats is held back, what happens at the site never is", () => {
  const lines = linesOf(false, (log) => {
    for (let count = 0; count < 20; count += 1) {
      log.warn("device.not-met", { address: "192.0.2.7" });
      log.warn("fault.raised", { key: "fault.C-2557" });
    }
  });
  const count = (event: string) => lines.filter((line) => JSON.parse(line).event === event).length;
  expect([count("device.not-met"), count("fault.raised")]).toEqual([5, 20]);
});

test("a sink that throws keeps no line from the others, and ends nothing", () => {
  const lines: string[] = [];
  const broken = {
    write() {
      throw new Error("gone");
    },
  };
  createLog("info", [broken, { write: (line) => lines.push(line) }]).info("agent.started");
  expect(lines).toHaveLength(1);
});
