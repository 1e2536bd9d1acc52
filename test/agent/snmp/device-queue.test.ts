import { describe, expect, it } from "vitest";
import { DeviceQueue } from "../../../src/agent/snmp/device-queue.ts";

describe("the queue of a device", () => {
  it("runs its tasks one after the other, in order", async () => {
    const queue = new DeviceQueue();
    const log: string[] = [];
    const task = (name: string) => async () => {
      log.push(`${name} starts`);
      await Promise.resolve();
      log.push(`${name} ends`);
    };
    await Promise.all([queue.run(task("a")), queue.run(task("b")), queue.run(task("c"))]);
    expect(log).toEqual(["a starts", "a ends", "b starts", "b ends", "c starts", "c ends"]);
  });

  it("goes on after a task that throws, and tells its caller", async () => {
    const queue = new DeviceQueue();
    const broken = queue.run(() => Promise.reject(new Error("broken")));
    const next = queue.run(() => Promise.resolve(2));
    await expect(broken).rejects.toThrow("broken");
    expect(await next).toBe(2);
  });

  it("is busy only while there is something to do", async () => {
    const queue = new DeviceQueue();
    const run = queue.run(() => Promise.resolve());
    expect(queue.isBusy).toBe(true);
    await run;
    expect(queue.isBusy).toBe(false);
  });
});
