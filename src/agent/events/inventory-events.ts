import type { Event } from "../../contract/event.ts";
import { eventDevice } from "../inventory/event-device.ts";
import type { InventoryChange } from "../inventory/inventory.ts";
import { clear, note, raise } from "./event-head.ts";

/**
 * The events of what the inventory noticed. A device without a service number opens `device.found`, and the number
 * closes it: until then it is known as not registered; a registered one is only noted.
 */
export function describeChanges(changes: readonly InventoryChange[], at: string): readonly Event[] {
  return changes.flatMap((change) => describeChange(change, at) ?? []);
}

function describeChange(change: InventoryChange, at: string): Event | undefined {
  const device = eventDevice(change.device);
  const occasion = { device, at };
  const evidence = { observedAt: [at] };
  const name = `${device.model ?? "Device"} at ${device.address}`;
  switch (change.what) {
    case "found": {
      const isRegistered = device.si !== null;
      const text = isRegistered ? `${name} found` : `${name} found, not registered`;
      const telling = { key: "device.found", certainty: "certain" as const, text, evidence };
      const head = isRegistered ? note(occasion, telling) : raise(occasion, telling);
      return { ...head, type: "deviceFound", data: { isRegistered } };
    }
    case "registered": {
      const telling = { key: "device.found", certainty: "certain" as const, text: `${name} is registered`, evidence };
      return { ...clear(occasion, change.foundAt, telling), type: "deviceFound", data: { isRegistered: true } };
    }
    case "dropped": {
      if (device.si !== null) return undefined;
      const telling = {
        key: "device.found",
        certainty: "certain" as const,
        text: `${name} is known no more`,
        evidence,
      };
      return { ...clear(occasion, change.foundAt, telling), type: "deviceFound", data: { isRegistered: false } };
    }
    case "swapped": {
      const previous = eventDevice(change.previous);
      const text = `${name} stands where ${previous.serial ?? previous.model ?? previous.uid} stood`;
      const telling = { key: "device.swapped", certainty: "likely" as const, text, evidence };
      return { ...note(occasion, telling), type: "deviceSwapped", data: { previous } };
    }
    default: {
      const { what, from, to } = change;
      const text = `${device.model ?? "Device"}: ${what} was ${from ?? "unknown"}, is ${to ?? "unknown"}`;
      const telling = { key: `device.moved.${what}`, certainty: "certain" as const, text, evidence };
      return { ...note(occasion, telling), type: "deviceMoved", data: { what, from, to } };
    }
  }
}
