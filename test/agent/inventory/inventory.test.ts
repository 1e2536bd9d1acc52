import { describe, expect, test } from "vitest";
import { describeChanges } from "../../../src/agent/events/inventory-events.ts";
import { findDevice, primaryAddress } from "../../../src/agent/inventory/device-directory.ts";
import {
  emptyInventory,
  type Inventory,
  type InventoryChange,
  observe,
  recordFailure,
  register,
} from "../../../src/agent/inventory/inventory.ts";
import { Event } from "../../../src/contract/event.ts";
import type { DeviceIdentity } from "../../../src/contract/reading.ts";
import { identity, lines } from "../events/history.ts";

/** Shows devices to an inventory, a minute apart; what is not named is as in the sample identity. */
function see(start: Inventory, ...seen: readonly Partial<DeviceIdentity>[]) {
  let inventory = start;
  const changes: InventoryChange[] = [];
  for (const [index, part] of seen.entries()) {
    const hour =
      10 + [...inventory.devices.values()].filter(({ seenAt }) => seenAt.startsWith("2026-09-07T1")).length + index;
    const observed = observe(inventory, {
      identity: { ...identity, ...part },
      credential: "public",
      profile: "konica-minolta",
      seenAt: part.contact ?? `2026-09-07T${hour}:00:00.000Z`,
    });
    inventory = observed.inventory;
    changes.push(...observed.changes);
  }
  const events = describeChanges(changes, "2026-09-07T12:00:00.000Z").map((event) => Event.parse(event));
  return { inventory, changes, told: lines(events), events };
}

const only = ({ devices }: Inventory) => [...devices.values()][0];

const external = { ...identity.capabilities, controller: "external" } as const;

describe("a device", () => {
  test("is found once, and open as not registered until its number comes", () => {
    const found = see(emptyInventory, {}, {});
    expect(found.told).toEqual(["raise device.found"]);
    const registered = register(found.inventory, [{ serial: " a1b2c3d4e5f6", si: "UA-7" }]);
    expect(registered.changes).toMatchObject([{ what: "registered", device: { si: "UA-7" } }]);
    expect(lines(describeChanges(registered.changes, "2026-09-08T00:00:00Z"))).toEqual(["clear device.found"]);
    expect(only(register(registered.inventory, []).inventory)?.identity.si).toBe("UA-7");
  });

  test("is only noted when its number is known before", () => {
    const { inventory } = register(emptyInventory, [{ serial: "A1B2C3D4E5F6", si: "UA-7" }]);
    expect(see(inventory, {}).told).toEqual(["note device.found"]);
  });

  test("in another network is told as that, not as an address of the same", () => {
    expect(see(emptyInventory, {}, { address: "198.51.100.10" }).told).toContain("note device.moved.network");
  });

  test("that answers elsewhere has moved and keeps its uid", () => {
    const { told, inventory } = see(emptyInventory, {}, { address: "192.0.2.99", location: "Depot" });
    expect(told).toEqual(["raise device.found", "note device.moved.address", "note device.moved.location"]);
    expect(only(inventory)).toMatchObject({ addresses: [{ address: "192.0.2.99" }] });
    expect([...inventory.holders.keys()]).toEqual(["192.0.2.99"]);
  });

  test("that answers a field with nothing keeps what is known", () => {
    const { told, inventory } = see(emptyInventory, {}, { location: null, model: null, hostName: null, firmware: [] });
    expect(told).toEqual(["raise device.found"]);
    expect(only(inventory)?.identity).toMatchObject({ location: "2nd floor, hall", model: "bizhub C300i" });
  });

  test("at the address of another is a swap, and the other one is polled there no more", () => {
    const { events, inventory } = see(emptyInventory, {}, { serial: "B9B9B9B1B2B3", mac: "00:20:6b:00:00:09" });
    expect(events.at(-1)).toMatchObject({ type: "deviceSwapped", data: { previous: { serial: "A1B2C3D4E5F6" } } });
    expect([...inventory.devices.values()].map(primaryAddress).sort()).toEqual(["192.0.2.10", null]);
  });

  test("and the controller in front of it are one, polled at the engine", () => {
    const controller = { address: "192.0.2.20", mac: "00:c0:ee:00:00:01", hostName: "fiery", capabilities: external };
    for (const order of [
      [controller, {}],
      [{}, controller],
    ]) {
      const { inventory } = see(emptyInventory, ...order, ...order);
      expect(inventory.devices.size).toBe(1);
      expect(only(inventory)).toMatchObject({
        addresses: [{ address: "192.0.2.10" }, { address: "192.0.2.20" }],
        identity: { hostName: "km1", address: "192.0.2.10" },
      });
    }
  });

  test("with two network cards does not move back and forth, but is followed when the first falls silent", () => {
    const wireless = { address: "192.0.2.30", mac: "00:20:6b:00:00:77" };
    const two = see(emptyInventory, {}, wireless, {}, wireless);
    expect(two.told).toEqual(["raise device.found"]);
    const uid = only(two.inventory)?.identity.uid ?? "";
    const followed = see(recordFailure(two.inventory, uid), { ...wireless, contact: "2026-09-08T00:00:00.000Z" });
    expect(followed.told).toEqual(["note device.moved.address"]);
  });

  test("that hides its serial for a moment is the same by its MAC", () => {
    expect(see(emptyInventory, {}, { serial: null }).told).toEqual(["raise device.found"]);
  });

  test.each<[string, Partial<DeviceIdentity>]>([
    ["its MAC", { serial: "0000000000" }],
    ["its address alone", { serial: null, mac: null }],
  ])("known by %s keeps its uid when it tells its serial, there and elsewhere", (_basis, hidden) => {
    const before = see(emptyInventory, hidden);
    const uid = only(before.inventory)?.identity.uid;
    const { told, inventory } = see(before.inventory, {}, { address: "192.0.2.99" }, hidden.mac === null ? {} : hidden);
    expect(told.filter((line) => line.includes("found"))).toEqual([]);
    expect([...inventory.devices.values()].map(({ identity }) => identity)).toMatchObject([
      { uid, serial: "A1B2C3D4E5F6" },
    ]);
    const registered = register(inventory, [{ serial: "A1B2C3D4E5F6", si: "UA-7" }]);
    expect(registered.changes).toMatchObject([{ what: "registered", device: { uid, si: "UA-7" } }]);
  });

  test("of another model at the address of one without a serial is another", () => {
    const { inventory } = see(emptyInventory, { serial: null, mac: null }, { model: "bizhub C454e" });
    expect(inventory.devices.size).toBe(2);
  });

  test("without a serial where one stood that told it later is not taken for that one", () => {
    const nameless = { serial: null, mac: null };
    const { inventory } = see(emptyInventory, nameless, {}, { address: "192.0.2.99" }, nameless, nameless);
    expect([...inventory.devices.values()].map(primaryAddress).sort()).toEqual(["192.0.2.10", "192.0.2.99"]);
  });

  test("that was taken for another one while it hid who it is leaves none of that one", () => {
    const nameless = { serial: null, mac: null };
    const { inventory, changes } = see(emptyInventory, {}, nameless, {});
    expect([...inventory.devices.values()].map(({ identity }) => identity.serial)).toEqual(["A1B2C3D4E5F6"]);
    expect(changes.at(-1)).toMatchObject({ what: "dropped", device: { serial: null } });
  });

  test("of another maker is listed, not known", () => {
    const { inventory, told } = see(emptyInventory, { isKonicaMinolta: false, model: "LaserJet" });
    expect(told).toEqual([]);
    expect(inventory.devices.size).toBe(0);
    expect(inventory).toMatchObject({ otherPrinters: [{ address: "192.0.2.10", model: "LaserJet" }] });
  });

  test("seen again in an old sighting changes nothing", () => {
    const { inventory } = see(emptyInventory, {}, { address: "192.0.2.99" });
    expect(see(inventory, { contact: "2026-09-07T00:00:00.000Z" }).inventory).toEqual(inventory);
  });

  test("counts its failed polls until it is seen", () => {
    const { inventory } = see(emptyInventory, {});
    const uid = only(inventory)?.identity.uid ?? "";
    const failed = recordFailure(recordFailure(inventory, uid), uid);
    expect(findDevice(failed, uid)?.failures).toBe(2);
    expect(only(see(failed, { contact: "2026-09-09T00:00:00.000Z" }).inventory)?.failures).toBe(0);
  });
});
