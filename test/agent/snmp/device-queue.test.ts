import { describe, expect, it } from "vitest";
import { DeviceQueue } from "../../../src/agent/snmp/device-queue.ts";

describe("the queue of a device", () => {
  it("runs its tasks one after the other, in order, while another device's run", async () => {
    const queue = new DeviceQueue();
    const log: string[] = [];
    const task = (name: string) => async () => {
      log.push(`${name} starts`);
      await Promise.resolve();
      log.push(`${name} ends`);
    };
    await Promise.all([queue.run("a", task("a1")), queue.run("a", task("a2")), queue.run("b", task("b1"))]);
    expect(log.indexOf("a2 starts")).toBeGreaterThan(log.indexOf("a1 ends"));
    expect(log.indexOf("b1 starts")).toBeLessThan(log.indexOf("a1 ends"));
  });

  it("goes on after a task that throws, and tells its caller", async () => {
    const queue = new DeviceQueue();
    const broken = queue.run("a", () => Promise.reject(new Error("broken")));
    const next = queue.run("a", () => Promise.resolve(2));
    await expect(broken).rejects.toThrow("broken");
    expect(await next).toBe(2);
  });

  it("is busy only while there is something to do", async () => {
    const queue = new DeviceQueue();
    const run = queue.run("a", () => Promise.resolve());
    expect(queue.isBusy("a")).toBe(true);
    await run;
    expect(queue.isBusy("a")).toBe(false);
  });
});
