import type { MibView } from "./mib-view.ts";
import {
  IF_PHYS_ADDRESS,
  KM_HARDWARE_ADDRESS,
  KM_HOST_NAME,
  PRT_SERIAL_NUMBER,
  SYS_LOCATION,
  SYS_NAME,
} from "./printer-oids.ts";
import { octets, text } from "./value.ts";

/** What tells one device of a model from the next. What is left out stays as recorded. */
export interface Identity {
  readonly serial?: string | undefined;
  /** Twelve hexadecimal digits, with or without colons. */
  readonly mac?: string | undefined;
  readonly hostName?: string | undefined;
  readonly location?: string | undefined;
}

export function applyIdentity(view: MibView, printerIndex: string, identity: Identity): void {
  const { serial, mac, hostName, location } = identity;
  if (serial !== undefined) {
    view.set(`${PRT_SERIAL_NUMBER}.${printerIndex}`, text(serial));
  }
  if (mac !== undefined) {
    setHardwareAddress(view, Buffer.from(mac.replaceAll(":", ""), "hex"));
  }
  if (hostName !== undefined) {
    // The field's devices leave sysName empty and answer their name in the private leaf.
    view.set(view.get(KM_HOST_NAME) === undefined ? SYS_NAME : KM_HOST_NAME, text(hostName));
  }
  if (location !== undefined) {
    view.set(SYS_LOCATION, text(location));
  }
}

/** The first interface with an address is the network card; a loopback has none. */
function setHardwareAddress(view: MibView, address: Buffer): void {
  const card = view.below(IF_PHYS_ADDRESS).find(({ value }) => value.type === "octets" && value.value.length > 0);
  view.set(card?.oid ?? `${IF_PHYS_ADDRESS}.1`, octets(address));
  view.change(KM_HARDWARE_ADDRESS, octets(address));
}
