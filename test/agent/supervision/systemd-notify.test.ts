import { expect, test } from "vitest";
import { supervisorFrom } from "../../../src/agent/supervision/systemd-notify.ts";

const socket = { NOTIFY_SOCKET: "/run/systemd/notify" };

test("there is no supervisor where systemd did not ask for messages", () => {
  expect(supervisorFrom({}, 7)).toBeUndefined();
  expect(supervisorFrom({ NOTIFY_SOCKET: "", WATCHDOG_USEC: "1000000" }, 7)).toBeUndefined();
});

test.each([
  ["the time is in microseconds", { WATCHDOG_USEC: "120000000", WATCHDOG_PID: "7" }, 120_000],
  ["it watches whoever it started", { WATCHDOG_USEC: "120000000" }, 120_000],
  ["it watches another process", { WATCHDOG_USEC: "120000000", WATCHDOG_PID: "8" }, undefined],
  ["no time is given", {}, undefined],
  ["the time is none", { WATCHDOG_USEC: "soon" }, undefined],
])("the watchdog's time when %s", (_name, env, expected) => {
  expect(supervisorFrom({ ...socket, ...env }, 7)?.watchdogMs).toBe(expected);
});

test("a missing program is an answer, not an error", async () => {
  const supervisor = supervisorFrom({ ...socket, PATH: "/nonexistent" }, 7);
  expect(await supervisor?.notify("READY=1")).toBe(false);
});
