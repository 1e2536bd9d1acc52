import { beforeEach, expect, test } from "vitest";
import { Secret } from "../../../../src/agent/leaf/secret.ts";
import { LoginGuard } from "../../../../src/agent/status/door/login-guard.ts";

let nowMs: number;
let guard: LoginGuard;
beforeEach(() => {
  nowMs = 0;
  guard = new LoginGuard(new Secret("correct horse battery"), { monoMs: () => nowMs });
});

const guess = (address = "192.0.2.1") => guard.check("wrong", address);

test("the password is right, and nothing near it", () => {
  expect(guard.check("correct horse battery", "192.0.2.1")).toBe("right");
  for (const near of ["", "correct horse batter", "correct horse battery ", "Correct horse battery"]) {
    expect(guard.check(near, "192.0.2.1")).toBe("wrong");
  }
});

test("after five failures an address waits, even with the right password, and others do not", () => {
  for (let failure = 0; failure < 5; failure += 1) expect(guess()).toBe("wrong");
  expect(guard.check("correct horse battery", "192.0.2.1")).toBe("tooMany");
  expect(guard.check("correct horse battery", "192.0.2.2")).toBe("right");
  nowMs = 30_000;
  expect(guard.check("correct horse battery", "192.0.2.1")).toBe("right");
});

test("each further failure doubles the wait, to a quarter of an hour", () => {
  for (let failure = 0; failure < 5; failure += 1) guess();
  const waits = Array.from({ length: 7 }, () => {
    const failedAtMs = nowMs;
    while (guess() === "tooMany") nowMs += 10_000;
    return (nowMs - failedAtMs) / 1000;
  });
  expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
});

test("many addresses together are not faster than sixty tries a minute", () => {
  const answers = Array.from({ length: 100 }, (_, index) => guess(`192.0.2.${index}`));
  expect(answers.filter((answer) => answer === "wrong").length).toBe(60);
  nowMs = 60_000;
  expect(guess("192.0.2.200")).toBe("wrong");
});
