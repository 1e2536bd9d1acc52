import type { Condition } from "./conditions.ts";
import type { MibView } from "./mib-view.ts";
import { HR_DEVICE_STATUS, HR_ERROR_STATE, HR_PRINTER_STATUS, PRT_CONSOLE_TEXT } from "./printer-oids.ts";
import { integer, octets, text, type Value } from "./value.ts";

/** hrDeviceStatus and hrPrinterStatus (RFC 2790). */
const DEVICE_WARNING = 3;
const DEVICE_DOWN = 5;
const PRINTER_OTHER = 1;
const CONSOLE_LINE = 1;

/** What the device reports with no condition active; conditions are laid over it and taken away again. */
export interface StatusAtRest {
  readonly deviceStatus: Value | undefined;
  readonly printerStatus: Value | undefined;
  readonly errorState: Value | undefined;
  readonly consoleText: Value | undefined;
}

/** Reads the status, less the bits of conditions that a recording was made in. */
export function readStatus(view: MibView, printerIndex: string, recorded: readonly Condition[]): StatusAtRest {
  const errorState = view.get(`${HR_ERROR_STATE}.${printerIndex}`);
  return {
    deviceStatus: view.get(`${HR_DEVICE_STATUS}.${printerIndex}`),
    printerStatus: view.get(`${HR_PRINTER_STATUS}.${printerIndex}`),
    errorState: errorState?.type === "octets" ? octets(withoutBits(errorState.value, bitsOf(recorded))) : errorState,
    consoleText: view.get(`${PRT_CONSOLE_TEXT}.${printerIndex}.${CONSOLE_LINE}`),
  };
}

/** Shows a device's conditions in its status, its error bits and on its panel, where the model has these objects. */
export function showStatus(
  view: MibView,
  printerIndex: string,
  atRest: StatusAtRest,
  active: readonly Condition[],
): void {
  const stopping = active.find(({ isStopping }) => isStopping);
  const shown = stopping?.hiddenFrom?.includes("panel") ? undefined : stopping;
  const troubledStatus = active.length > 0 ? integer(DEVICE_WARNING) : atRest.deviceStatus;
  const { errorState } = atRest;
  const show = (column: string, value: Value | undefined) => {
    if (value !== undefined) {
      view.change(column, value);
    }
  };
  show(`${HR_DEVICE_STATUS}.${printerIndex}`, stopping ? integer(DEVICE_DOWN) : troubledStatus);
  show(`${HR_PRINTER_STATUS}.${printerIndex}`, stopping ? integer(PRINTER_OTHER) : atRest.printerStatus);
  show(
    `${HR_ERROR_STATE}.${printerIndex}`,
    errorState?.type === "octets" ? octets(withBits(errorState.value, bitsOf(active))) : errorState,
  );
  show(
    `${PRT_CONSOLE_TEXT}.${printerIndex}.${CONSOLE_LINE}`,
    shown ? text(shown.alert.description) : atRest.consoleText,
  );
}

function bitsOf(conditions: readonly Condition[]): readonly number[] {
  return conditions.flatMap(({ errorBits }) => errorBits);
}

/** Sets bits, bit 0 being the most significant of the first octet; makes room for them. */
function withBits(bytes: Buffer, bits: readonly number[]): Buffer {
  const result = Buffer.alloc(Math.max(bytes.length, ...bits.map((bit) => (bit >> 3) + 1)));
  bytes.copy(result);
  for (const bit of bits) {
    result[bit >> 3] = (result[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  }
  return result;
}

function withoutBits(bytes: Buffer, bits: readonly number[]): Buffer {
  const mask = withBits(Buffer.alloc(bytes.length), bits);
  return Buffer.from(bytes.map((byte, index) => byte & ~(mask[index] ?? 0)));
}
