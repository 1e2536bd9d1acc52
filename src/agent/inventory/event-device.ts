import type { EventDevice } from "../../contract/event.ts";
import type { DeviceIdentity } from "../../contract/reading.ts";

/** The part of an identity that an event carries. */
export function eventDevice(identity: DeviceIdentity): EventDevice {
  const { uid, serial, si, model, address, location } = identity;
  return { uid, serial, si, model, address, location };
}
