import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { machineBoot } from "../../../src/agent/supervision/machine-boot.ts";
import { describeUnless } from "../../needs.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";

describeUnless("a boot of this machine", process.platform === "linux" ? "" : "this is not Linux", () => {
  test("has a name that stays", () => {
    expect(machineBoot()).toMatch(/^[0-9a-f-]{36}$/);
    expect(machineBoot()).toBe(machineBoot());
  });
});

test("a system that names no boot is no trouble", () => {
  expect(machineBoot(join(temporaryFolder(onTestFinished), "boot_id"))).toBeNull();
});
