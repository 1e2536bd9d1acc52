import type { DeviceIdentity } from "../../contract/reading.ts";
import { type DeviceDirectory, findDevice, findHolder, type KnownDevice } from "./device-directory.ts";
import { resolveUid } from "./resolve-uid.ts";

/** So many new devices a day are believed of one address, and so many that stood there and stand nowhere are kept. */
const mostAtAddress = 8;
const dayMs = 86_400_000;

/** Those of the devices gone from an address that were seen before the others. */
export function longGone(directory: DeviceDirectory, address: string): readonly KnownDevice[] {
  const gone = [...directory.devices.values()].filter(
    ({ identity, addresses }) => addresses.length === 0 && identity.address === address,
  );
  return gone.toSorted((one, other) => (one.seenAt < other.seenAt ? 1 : -1)).slice(mostAtAddress);
}

/**
 * The device known at an address where one new device after the other tells of itself: no site exchanges so many, and a
 * machine that draws its serial number anew for each poll would fill the store. Undefined: what is seen is believed.
 */
export function restlessHolder(
  directory: DeviceDirectory,
  identity: DeviceIdentity,
  seenAt: string,
): KnownDevice | undefined {
  const holder = findHolder(directory, identity.address);
  if (holder === undefined || !identity.isKonicaMinolta) return undefined;
  if (findDevice(directory, resolveUid(directory, identity).uid)) return undefined;
  const isNewHere = ({ identity: { address }, firstSeenAt }: KnownDevice) =>
    address === identity.address && Math.abs(Date.parse(seenAt) - Date.parse(firstSeenAt)) < dayMs;
  return [...directory.devices.values()].filter(isNewHere).length >= mostAtAddress ? holder : undefined;
}
