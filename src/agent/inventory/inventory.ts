import type { DeviceIdentity } from "../../contract/reading.ts";
import { keepObject } from "../leaf/unchanged.ts";
import {
  type DeviceDirectory,
  directoryOf,
  findDevice,
  findHolder,
  type KnownDevice,
  placeDevice,
  primaryAddress,
  removeAddress,
  removeDevice,
} from "./device-directory.ts";
import { deviceUid, normalizeSerial, type UidBasis } from "./device-uid.ts";
import { type KnownAddress, placeAddress } from "./known-address.ts";
import { findWeak, resolveUid } from "./resolve-uid.ts";
import { longGone } from "./restless-address.ts";

/** A printer of another maker: listed, never polled. */
export interface OtherPrinter {
  readonly address: string;
  readonly model: string | null;
  readonly seenAt: string;
}

/** Everything the agent knows about who is where. */
export interface Inventory extends DeviceDirectory {
  readonly otherPrinters: readonly OtherPrinter[];
  /** Service numbers by normalized serial. */
  readonly registry: ReadonlyMap<string, string>;
}

export interface SiEntry {
  readonly serial: string;
  readonly si: string;
}

export const emptyInventory: Inventory = { ...directoryOf([]), otherPrinters: [], registry: new Map() };

/** The inventory as it was stored. */
export function inventoryOf(
  devices: readonly KnownDevice[],
  otherPrinters: readonly OtherPrinter[],
  registry: readonly SiEntry[],
): Inventory {
  return { ...directoryOf(devices), otherPrinters, registry: registryOf(registry) };
}

/** A device that answered; uid and SI of the identity are not read, they are given here. */
export interface Sighting {
  readonly identity: DeviceIdentity;
  readonly credential: string | null;
  readonly profile: string | null;
  /** ISO 8601, UTC. */
  readonly seenAt: string;
}

/** What an observation changed. */
export type InventoryChange =
  | { readonly what: "found"; readonly device: DeviceIdentity }
  | { readonly what: "registered"; readonly device: DeviceIdentity; readonly foundAt: string }
  /** Known no more: it is one that is known by its serial, or it is gone and many stood in its place since. */
  | { readonly what: "dropped"; readonly device: DeviceIdentity; readonly foundAt: string }
  | { readonly what: "swapped"; readonly device: DeviceIdentity; readonly previous: DeviceIdentity }
  | {
      readonly what: "address" | "network" | "location" | "hostName";
      readonly device: DeviceIdentity;
      readonly from: string | null;
      readonly to: string | null;
    };

export interface Observed {
  readonly inventory: Inventory;
  readonly changes: readonly InventoryChange[];
}

/** Takes in one sighting. One that is older than what is known changes nothing. */
export function observe(inventory: Inventory, sighting: Sighting): Observed {
  if (!sighting.identity.isKonicaMinolta) return { inventory: listOther(inventory, sighting), changes: [] };
  const { uid, basis } = resolveUid(inventory, sighting.identity);
  const si = siOf(inventory, sighting.identity.serial);
  const seen = { ...sighting, identity: { ...sighting.identity, uid, si } };
  const before = findDevice(inventory, uid);
  if (before !== undefined && isStale(before, seen)) return { inventory, changes: [] };
  const { address } = seen.identity;
  const holder = findHolder(inventory, address);
  const weak = holder === before ? undefined : findWeak(inventory, seen.identity);
  const other = holder === before || holder === weak ? undefined : holder;
  const device = before === undefined ? firstSight(seen, basis) : seeAgain(before, seen, basis);
  const changes: InventoryChange[] = before === undefined ? [] : compare(before, device);
  if (before === undefined) {
    changes.push({ what: "found", device: device.identity });
    if (other !== undefined && primaryAddress(other) === address) {
      changes.push({ what: "swapped", device: device.identity, previous: other.identity });
    }
  }
  const alone = other === undefined ? inventory : removeAddress(inventory, other, address);
  const dropped = [...(weak ? [weak] : []), ...(other ? longGone(alone, address) : [])];
  for (const { identity, firstSeenAt } of dropped) {
    changes.push({ what: "dropped", device: identity, foundAt: firstSeenAt });
  }
  const placed = placeDevice(dropped.reduce(removeDevice, alone), device);
  return { inventory: delist(noteAlias(placed, sighting.identity, uid), address), changes };
}

/** The serial of a device that has another uid than its serial would make leads to that one from now on. */
function noteAlias(inventory: Inventory, seen: DeviceIdentity, uid: string): Inventory {
  const { uid: made, basis } = deviceUid(seen);
  if (basis !== "serial" || made === uid || inventory.aliases.get(made) === uid) return inventory;
  return { ...inventory, aliases: inventory.aliases.with(made, uid) };
}

/** What stands there now is no printer of another maker. */
function delist(inventory: Inventory, address: string): Inventory {
  if (!inventory.otherPrinters.some((printer) => printer.address === address)) return inventory;
  return { ...inventory, otherPrinters: inventory.otherPrinters.filter((printer) => printer.address !== address) };
}

/** Counts a poll without an answer; the next sighting starts again from zero. */
export function recordFailure(inventory: Inventory, uid: string): Inventory {
  const device = findDevice(inventory, uid);
  if (device === undefined) return inventory;
  return { ...inventory, devices: inventory.devices.with(uid, { ...device, failures: device.failures + 1 }) };
}

/** Takes the service numbers that the file or central gives for the whole site; a number once known is corrected, not lost. */
export function register(inventory: Inventory, entries: readonly SiEntry[]): Observed {
  const next = { ...inventory, registry: registryOf(entries) };
  const changes: InventoryChange[] = [];
  let { devices } = next;
  for (const device of inventory.devices.values()) {
    const si = siOf(next, device.identity.serial);
    if (si === null || si === device.identity.si) continue;
    const identity = { ...device.identity, si };
    if (device.identity.si === null)
      changes.push({ what: "registered", device: identity, foundAt: device.firstSeenAt });
    devices = devices.with(identity.uid, { ...device, identity });
  }
  return { inventory: { ...next, devices }, changes };
}

/** As it is stored, and as `register` and `inventoryOf` take it. */
export function registryEntries({ registry }: Inventory): readonly SiEntry[] {
  return [...registry].map(([serial, si]) => ({ serial, si }));
}

/** Of two numbers for one serial the first counts. */
function registryOf(entries: readonly SiEntry[]): ReadonlyMap<string, string> {
  const registry = new Map<string, string>();
  for (const { serial, si } of entries) {
    const normalized = normalizeSerial(serial);
    if (normalized !== null && si !== "" && !registry.has(normalized)) registry.set(normalized, si);
  }
  return registry;
}

/** The service number of a serial; null: not registered, or not yet told. */
export function siOf(inventory: Inventory, serial: string | null): string | null {
  if (inventory.registry.size === 0) return null;
  return inventory.registry.get(normalizeSerial(serial) ?? "") ?? null;
}

function isStale(known: KnownDevice, { identity, seenAt }: Sighting): boolean {
  const there = known.addresses.find(({ address }) => address === identity.address);
  return there === undefined ? seenAt < known.seenAt : seenAt <= there.seenAt;
}

function firstSight(seen: Sighting, basis: UidBasis): KnownDevice {
  const { identity, credential, profile, seenAt } = seen;
  return {
    identity,
    basis,
    addresses: [addressOf(seen)],
    credential,
    profile,
    firstSeenAt: seenAt,
    seenAt,
    failures: 0,
  };
}

function seeAgain(before: KnownDevice, seen: Sighting, basis: UidBasis): KnownDevice {
  const addresses = placeAddress(before.addresses, addressOf(seen), before.failures > 0);
  const isPrimary = addresses[0]?.address === seen.identity.address;
  return {
    ...before,
    basis,
    addresses,
    // What a controller says of itself (its MAC, its host name) must not overwrite the engine's.
    identity: keepObject(
      before.identity,
      isPrimary
        ? keepKnown(before.identity, seen.identity)
        : { ...before.identity, si: seen.identity.si ?? before.identity.si },
    ),
    credential: isPrimary ? (seen.credential ?? before.credential) : before.credential,
    profile: isPrimary ? (seen.profile ?? before.profile) : before.profile,
    seenAt: seen.seenAt > before.seenAt ? seen.seenAt : before.seenAt,
    failures: isPrimary ? 0 : before.failures,
  };
}

function addressOf({ identity, seenAt }: Sighting): KnownAddress {
  return { address: identity.address, controller: identity.capabilities.controller, mac: identity.mac, seenAt };
}

/** A field that was not answered this time keeps what is known; a device cannot lose its serial or its model. */
function keepKnown(before: DeviceIdentity, seen: DeviceIdentity): DeviceIdentity {
  return {
    ...seen,
    serial: normalizeSerial(seen.serial) === null ? before.serial : seen.serial,
    si: seen.si ?? before.si,
    manufacturer: seen.manufacturer ?? before.manufacturer,
    brand: seen.brand ?? before.brand,
    model: seen.model ?? before.model,
    family: seen.family ?? before.family,
    sysObjectId: seen.sysObjectId ?? before.sysObjectId,
    mac: seen.mac ?? before.mac,
    hostName: seen.hostName ?? before.hostName,
    location: seen.location ?? before.location,
    contact: seen.contact ?? before.contact,
    firmware: seen.firmware.length === 0 ? before.firmware : seen.firmware,
  };
}

function compare(before: KnownDevice, after: KnownDevice): InventoryChange[] {
  const device = after.identity;
  const changes: InventoryChange[] = [];
  const [from, to] = [before.identity.address, device.address];
  if (from !== to) changes.push({ what: networkOf(from) === networkOf(to) ? "address" : "network", device, from, to });
  for (const what of ["location", "hostName"] as const) {
    const [from, to] = [before.identity[what], device[what]];
    if (from !== to) changes.push({ what, device, from, to });
  }
  if (before.identity.si === null && device.si !== null) {
    changes.push({ what: "registered", device, foundAt: before.firstSeenAt });
  }
  return changes;
}

/** Offices are cut into networks of 256 addresses; the device's own mask is not asked. */
function networkOf(address: string): string {
  return address.slice(0, address.lastIndexOf("."));
}

function listOther(inventory: Inventory, { identity, seenAt }: Sighting): Inventory {
  const others = inventory.otherPrinters.filter(({ address }) => address !== identity.address);
  const other = { address: identity.address, model: identity.model, seenAt };
  return { ...inventory, otherPrinters: [...others, other] };
}
