import type { DeviceIdentity } from "../../contract/reading.ts";
import { type DeviceDirectory, findDevice, findHolder, findWhere, type KnownDevice } from "./device-directory.ts";
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
    const uid = directory.aliases.get(made.uid) ?? findWeak(directory, identity)?.identity.uid ?? made.uid;
    return { uid, basis: "serial" };
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

/** Whether the uid made from this address belongs to a device that told its serial since and stands elsewhere now. */
function isTakenElsewhere(directory: DeviceDirectory, { uid }: DeviceUid, { address }: SeenIdentity): boolean {
  const known = findDevice(directory, uid);
  return known?.basis === "serial" && !known.addresses.some((one) => one.address === address);
}

/** A device that was known without its serial and now tells it. */
export function findWeak(directory: DeviceDirectory, identity: SeenIdentity): KnownDevice | undefined {
  if (normalizeSerial(identity.serial) === null) return undefined;
  const ofMac = findDevice(directory, deviceUid({ ...identity, serial: null }).uid);
  if (ofMac?.basis === "mac") return ofMac;
  const holder = findHolder(directory, identity.address);
  if (holder?.basis !== "address") return undefined;
  const { model } = holder.identity;
  return model !== null && identity.model !== null && model !== identity.model ? undefined : holder;
}
