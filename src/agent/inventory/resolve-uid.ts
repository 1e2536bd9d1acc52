import type { DeviceIdentity } from "../../contract/reading.ts";
import { type DeviceDirectory, findDevice, findWhere, type KnownDevice } from "./device-directory.ts";
import { anotherUid, type DeviceUid, deviceUid, normalizeSerial, type UidSource } from "./device-uid.ts";

/**
 * The uid under which the device is known: once given it stays. One that hides its serial for a moment (it just booted)
 * keeps the uid that its serial gave it, as long as its MAC says that it is the same machine; one that tells its serial
 * only later keeps the uid that it has, so that what is open of it is not opened again under another.
 */
export function resolveUid(directory: DeviceDirectory, identity: SeenIdentity): DeviceUid {
  const made = deviceUid(identity);
  if (made.basis === "serial") {
    if (findDevice(directory, made.uid) !== undefined) return made;
    const known = findBySerial(directory, identity) ?? findWeak(directory, identity);
    return { uid: known?.identity.uid ?? made.uid, basis: "serial" };
  }
  if (made.basis === "address") return isTakenElsewhere(directory, made, identity) ? anotherUid(made) : made;
  const { mac } = identity;
  const known = findWhere(directory, ({ basis, addresses }) => {
    return basis === "serial" && addresses.some((address) => address.mac === mac);
  });
  return known === undefined ? made : { uid: known.identity.uid, basis: "serial" };
}

/** What of an identity tells who it is. */
type SeenIdentity = UidSource & Pick<DeviceIdentity, "model">;

/** A device whose uid was not made from its serial, because it told that later. */
function findBySerial(directory: DeviceDirectory, { serial, address }: SeenIdentity): KnownDevice | undefined {
  const wanted = normalizeSerial(serial);
  const isWanted = ({ basis, identity }: KnownDevice) =>
    basis === "serial" && normalizeSerial(identity.serial) === wanted;
  const holder = findDevice(directory, directory.holders.get(address) ?? "");
  return holder !== undefined && isWanted(holder) ? holder : findWhere(directory, isWanted);
}

/** Whether the uid made from this address belongs to a device that told its serial since and stands elsewhere now. */
function isTakenElsewhere(directory: DeviceDirectory, { uid }: DeviceUid, { address }: SeenIdentity): boolean {
  const known = findDevice(directory, uid);
  return known?.basis === "serial" && !known.addresses.some((one) => one.address === address);
}

/** A device that was known without its serial and now tells it. */
export function findWeak(directory: DeviceDirectory, identity: SeenIdentity): KnownDevice | undefined {
  if (normalizeSerial(identity.serial) === null) return undefined;
  return findWhere(directory, ({ basis, identity: known }) => {
    if (basis === "mac") return known.mac === identity.mac;
    const isOtherModel = known.model !== null && identity.model !== null && known.model !== identity.model;
    return basis === "address" && known.address === identity.address && !isOtherModel;
  });
}
