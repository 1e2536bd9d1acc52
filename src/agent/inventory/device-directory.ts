import type { DeviceIdentity } from "../../contract/reading.ts";
import { deviceUid, type UidBasis } from "./device-uid.ts";
import type { KnownAddress } from "./known-address.ts";
import { PersistentMap } from "./persistent-map.ts";

/** A device of the site. */
export interface KnownDevice {
  readonly identity: DeviceIdentity;
  readonly basis: UidBasis;
  /** The engine's own address first: only the engine counts copies. Empty: another device took its address. */
  readonly addresses: readonly KnownAddress[];
  /** Name of the configured credential that it answered to; null: not known yet. */
  readonly credential: string | null;
  readonly profile: string | null;
  readonly firstSeenAt: string;
  readonly seenAt: string;
  /** Polls in a row without an answer. */
  readonly failures: number;
}

/** The known devices and where they are; found by uid, serial and address without looking through all of them. */
export interface DeviceDirectory {
  /** By uid. */
  readonly devices: PersistentMap<KnownDevice>;
  /** By address, the uid of the device that has it among its own; no two devices share one. */
  readonly holders: PersistentMap<string>;
  /** By the uid that its serial makes, the uid of a device that told its serial when it was known already. */
  readonly aliases: PersistentMap<string>;
}

export function directoryOf(devices: readonly KnownDevice[]): DeviceDirectory {
  return {
    devices: PersistentMap.from(devices.map((device) => [device.identity.uid, device])),
    holders: PersistentMap.from(
      devices.flatMap(({ identity, addresses }) => addresses.map(({ address }) => [address, identity.uid] as const)),
    ),
    aliases: PersistentMap.from(
      devices.flatMap(({ identity, basis }) => {
        const { uid } = deviceUid(identity);
        return basis === "serial" && uid !== identity.uid ? [[uid, identity.uid] as const] : [];
      }),
    ),
  };
}

export function findDevice({ devices }: DeviceDirectory, uid: string): KnownDevice | undefined {
  return devices.get(uid);
}

/** The device that has this address, with its port, among its own. */
export function findHolder({ devices, holders }: DeviceDirectory, address: string): KnownDevice | undefined {
  return devices.get(holders.get(address) ?? "");
}

/** A device that has an address at this host, on whatever port: traps come from any. */
export function findAtHost(directory: DeviceDirectory, host: string): KnownDevice | undefined {
  const { holders } = directory;
  const uids = hostsOf.get(holders) ?? new Map([...holders].map(([address, uid]) => [hostOf(address), uid]));
  hostsOf.set(holders, uids);
  return findDevice(directory, uids.get(host) ?? "");
}

/** By host the uid; polls leave the holders as they are, and a flood of forged traps must not cost a look at all. */
const hostsOf = new WeakMap<DeviceDirectory["holders"], ReadonlyMap<string, string>>();

function hostOf(address: string): string {
  return address.split(":")[0] ?? address;
}

/** Looks through all devices: for what happens rarely. */
export function findWhere(
  { devices }: DeviceDirectory,
  holds: (device: KnownDevice) => boolean,
): KnownDevice | undefined {
  return devices.values().find(holds);
}

/** Where to poll the device; null: another device answers at its last address. */
export function primaryAddress(device: KnownDevice): string | null {
  return device.addresses[0]?.address ?? null;
}

/** The device as if it had been seen then at the latest: a wall clock that was ahead has been set right. */
export function seenNoLaterThan(device: KnownDevice, stamp: string): KnownDevice {
  const earlier = (seenAt: string) => (seenAt > stamp ? stamp : seenAt);
  const addresses = device.addresses.map((address) => ({ ...address, seenAt: earlier(address.seenAt) }));
  return { ...device, seenAt: earlier(device.seenAt), addresses };
}

/** Puts a device in, in the place of what was known of it before. */
export function placeDevice<Directory extends DeviceDirectory>(directory: Directory, device: KnownDevice): Directory {
  const { uid } = device.identity;
  const before = findDevice(directory, uid)?.addresses ?? [];
  const left = before.filter(({ address }) => !device.addresses.some((other) => other.address === address));
  const kept = left.reduce((holders, { address }) => holders.without(address), directory.holders);
  const holders = device.addresses.reduce((all, { address }) => all.with(address, uid), kept);
  return { ...directory, devices: directory.devices.with(uid, device), holders };
}

export function removeDevice<Directory extends DeviceDirectory>(directory: Directory, device: KnownDevice): Directory {
  const { uid } = device.identity;
  const holders = device.addresses.reduce((all, { address }) => all.without(address), directory.holders);
  const aliases = PersistentMap.from([...directory.aliases].filter(([, known]) => known !== uid));
  return { ...directory, devices: directory.devices.without(uid), holders, aliases };
}

/** Something else answers at this address now. */
export function removeAddress<Directory extends DeviceDirectory>(
  directory: Directory,
  device: KnownDevice,
  address: string,
): Directory {
  const addresses = device.addresses.filter((known) => known.address !== address);
  return placeDevice(directory, { ...device, addresses });
}
