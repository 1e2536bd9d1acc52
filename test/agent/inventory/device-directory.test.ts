import { describe, expect, test, vi } from "vitest";
import { directoryOf, findAtHost } from "../../../src/agent/inventory/device-directory.ts";
import { emptyInventory, type Inventory, observe } from "../../../src/agent/inventory/inventory.ts";
import type { DeviceIdentity } from "../../../src/contract/reading.ts";
import { identity } from "../events/history.ts";

function see(inventory: Inventory, part: Partial<DeviceIdentity>, hour: number): Inventory {
  const seenAt = `2026-09-07T${hour}:00:00.000Z`;
  const sighting = { identity: { ...identity, ...part }, credential: "public", profile: "konica-minolta", seenAt };
  return observe(inventory, sighting).inventory;
}

const serialAt = (inventory: Inventory, host: string) => findAtHost(inventory, host)?.identity.serial;

describe("who stands at a host", () => {
  const first = { serial: "AAJN011000001", mac: "00:20:6b:00:00:01", address: "192.0.2.1" };
  const second = { serial: "AAJN011000002", mac: "00:20:6b:00:00:02", address: "192.0.2.2:1161" };
  const site = see(see(emptyInventory, first, 10), second, 11);

  test("is found whatever the port", () => {
    expect(["192.0.2.1", "192.0.2.2", "192.0.2.3"].map((host) => serialAt(site, host))).toEqual([
      first.serial,
      second.serial,
      undefined,
    ]);
  });

  test("is found where it has moved", () => {
    const moved = see(site, { ...first, address: "192.0.2.9" }, 12);
    expect(["192.0.2.1", "192.0.2.9"].map((host) => serialAt(moved, host))).toEqual([undefined, first.serial]);
  });

  test("is looked up among all addresses once, until one of them changes", () => {
    const polled = see(site, first, 12);
    const looks = vi.spyOn(polled.holders, "entries");
    for (let trap = 0; trap < 100; trap += 1) serialAt(polled, "198.51.100.7");
    expect(looks.mock.calls.length).toBeLessThanOrEqual(1);
    expect(polled.holders).toBe(site.holders);
  });
});

describe("a device", () => {
  test("that was never seen is met without looking through all others", () => {
    const site = see(emptyInventory, { serial: "AAJN011000001", mac: "00:20:6b:00:00:01", address: "192.0.2.1" }, 10);
    const looks = vi.spyOn(site.devices, "entries");
    see(site, { serial: "AAJN011000002", mac: "00:20:6b:00:00:02", address: "192.0.2.2" }, 11);
    expect(looks).not.toHaveBeenCalled();
  });

  test.each([
    ["while the agent runs", (inventory: Inventory) => inventory],
    ["after a start", (inventory: Inventory) => ({ ...inventory, ...directoryOf([...inventory.devices.values()]) })],
  ])("that told its serial later is known by it at another address, %s", (_, passOn) => {
    const nameless = { serial: null, mac: "00:20:6b:00:00:01", address: "192.0.2.1" };
    const first = see(emptyInventory, nameless, 10);
    const told = see(first, { ...nameless, serial: "AAJN011000001" }, 11);
    const moved = see(passOn(told), { serial: "AAJN011000001", mac: "00:20:6b:00:00:99", address: "192.0.2.9" }, 12);
    expect([...moved.devices.keys()]).toEqual([...first.devices.keys()]);
  });
});
