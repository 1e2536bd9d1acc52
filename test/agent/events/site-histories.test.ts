import { describe, expect, test } from "vitest";
import { describeChanges } from "../../../src/agent/events/inventory-events.ts";
import { emptyInventory, observe, recordFailure, register } from "../../../src/agent/inventory/inventory.ts";
import { Event } from "../../../src/contract/event.ts";
import type { DeviceIdentity } from "../../../src/contract/reading.ts";
import { identity, minuteMs, stampAt } from "./history.ts";

/** What happens to a network: a device seen at an address, or one that does not answer. */
type Step = Partial<DeviceIdentity> | { readonly lost: string };

const first = { serial: "A1B2C3D4E5F1", mac: "00:20:6b:00:00:01", address: "192.0.2.10" };
const second = { serial: "A1B2C3D4E5F2", mac: "00:20:6b:00:00:02", address: "192.0.2.11" };
const found = ["found A1B2C3D4E5F1", "found A1B2C3D4E5F2"];
const controller = { capabilities: { ...identity.capabilities, controller: "external" as const } };

/** Plays steps a minute apart into an inventory of registered devices. */
function playNetwork(steps: readonly Step[]): string[] {
  const registry = [first, second].map(({ serial }) => ({ serial, si: `UA-${serial}` }));
  let { inventory } = register(emptyInventory, registry);
  const events: Event[] = [];
  for (const [index, step] of steps.entries()) {
    const at = stampAt(index * minuteMs);
    if ("lost" in step) {
      const lost = [...inventory.devices.values()].find((device) => device.identity.serial === step.lost);
      inventory = recordFailure(inventory, lost?.identity.uid ?? "");
      continue;
    }
    const sighting = { identity: { ...identity, ...step }, credential: null, profile: null, seenAt: at };
    const observed = observe(inventory, sighting);
    inventory = observed.inventory;
    events.push(...describeChanges(observed.changes, at).map((event) => Event.parse(event)));
  }
  return events.map(({ key, device }) => `${key.replace("device.", "")} ${device?.serial}`);
}

describe("what a site may do to its network", () => {
  test.each<[string, readonly Step[], readonly string[]]>([
    [
      "two devices exchange their addresses",
      [first, second, { ...first, address: second.address }, { ...second, address: first.address }],
      [...found, "moved.address A1B2C3D4E5F1", "moved.address A1B2C3D4E5F2"],
    ],
    [
      "a device moves to another network, and another device takes its address",
      [first, { ...first, address: "198.51.100.7" }, { ...second, address: first.address }],
      ["found A1B2C3D4E5F1", "moved.network A1B2C3D4E5F1", "found A1B2C3D4E5F2"],
    ],
    [
      "the same, seen in the other order: the newcomer stands in its place until it is seen elsewhere",
      [first, { ...second, address: first.address }, { ...first, address: "198.51.100.7" }],
      ["found A1B2C3D4E5F1", "found A1B2C3D4E5F2", "swapped A1B2C3D4E5F2", "moved.network A1B2C3D4E5F1"],
    ],
    [
      "another device at the same address after a repair",
      [first, { lost: first.serial }, { ...second, address: first.address }],
      ["found A1B2C3D4E5F1", "found A1B2C3D4E5F2", "swapped A1B2C3D4E5F2"],
    ],
    [
      "the controller and the engine of one machine answer in turns",
      [first, { ...first, ...controller, mac: "00:20:6b:00:00:09", address: "192.0.2.99" }, first],
      ["found A1B2C3D4E5F1"],
    ],
    [
      "a location typed anew, and one reading without it",
      [first, { ...first, location: "3rd floor" }, { ...first, location: null }, { ...first, location: "3rd floor" }],
      ["found A1B2C3D4E5F1", "moved.location A1B2C3D4E5F1"],
    ],
    [
      "a serial number that is hidden for a moment after the start",
      [first, { ...first, serial: null }, first],
      ["found A1B2C3D4E5F1"],
    ],
    [
      "a new board with another MAC in the same machine",
      [first, { lost: first.serial }, { ...first, mac: "00:20:6b:00:00:0a" }],
      ["found A1B2C3D4E5F1"],
    ],
  ])("%s", (_name, steps, told) => {
    expect(playNetwork(steps)).toEqual(told);
  });
});
