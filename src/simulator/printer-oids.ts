import type { MibView } from "./mib-view.ts";

/** The objects that change while a device lives, named as in RFC 2790 (hr), RFC 3805 (prt) and RFC 3418 (sys). */
const KM_SYSTEM = "1.3.6.1.4.1.18334.1.1.1.5";
const KM_NETWORK = "1.3.6.1.4.1.18334.1.1.2.1.5";
const HOST = "1.3.6.1.2.1.25";
const PRINTER = "1.3.6.1.2.1.43";

export const SYS_UP_TIME = "1.3.6.1.2.1.1.3.0";
export const SYS_NAME = "1.3.6.1.2.1.1.5.0";
export const SYS_LOCATION = "1.3.6.1.2.1.1.6.0";
export const IF_PHYS_ADDRESS = "1.3.6.1.2.1.2.2.1.6";
export const HR_SYSTEM_UPTIME = `${HOST}.1.1.0`;
export const HR_DEVICE_TYPE = `${HOST}.3.2.1.2`;
export const HR_DEVICE_STATUS = `${HOST}.3.2.1.5`;
export const HR_PRINTER_STATUS = `${HOST}.3.5.1.1`;
export const HR_ERROR_STATE = `${HOST}.3.5.1.2`;
export const PRT_SERIAL_NUMBER = `${PRINTER}.5.1.1.17`;
export const PRT_COVER_NAME = `${PRINTER}.6.1.1.2`;
export const PRT_COVER_STATUS = `${PRINTER}.6.1.1.3`;
export const PRT_INPUT_MAX = `${PRINTER}.8.2.1.9`;
export const PRT_INPUT_LEVEL = `${PRINTER}.8.2.1.10`;
export const PRT_INPUT_NAME = `${PRINTER}.8.2.1.13`;
export const PRT_LIFE_COUNT = `${PRINTER}.10.2.1.4`;
export const PRT_POWER_ON_COUNT = `${PRINTER}.10.2.1.5`;
export const PRT_SUPPLIES = `${PRINTER}.11.1.1`;
export const PRT_COLORANT_VALUE = `${PRINTER}.12.1.1.4`;
export const PRT_CONSOLE_TEXT = `${PRINTER}.16.5.1.2`;
export const PRT_ALERTS = `${PRINTER}.18.1.1`;

export const KM_DUPLEX_WEIGHT = `${KM_SYSTEM}.7.1.2.0`;
export const KM_LARGE_WEIGHT = `${KM_SYSTEM}.7.1.3.0`;
/** General counters: 1 total, 2 large, 3 duplex, 4 both, 5 scans, 6 jams, 7 troubles, 8 originals, 9 sheets, 10 sides. */
export const KM_GENERAL_COUNTER = `${KM_SYSTEM}.7.2.1`;
/** By color and function; columns: 3 color type, 4 function type, 5 total, 6 duplex, 7 large, 8 both. */
export const KM_PRINT_COUNTER = `${KM_SYSTEM}.7.2.2.1`;
export const KM_SCAN_COUNTER = `${KM_SYSTEM}.7.2.3.1.5.1`;
export const KM_HARDWARE_ADDRESS = `${KM_NETWORK}.2.1.1.3.1`;
export const KM_HOST_NAME = `${KM_NETWORK}.7.1.1.1.12.1`;

const HR_DEVICE_PRINTER = `${HOST}.3.1.5`;

/** hrDeviceIndex of the printer: the row of hrDeviceTable that says so, else the row that carries a serial, else 1. */
export function findPrinterIndex(view: MibView): string {
  const typed = view
    .below(HR_DEVICE_TYPE)
    .find(({ value }) => value.type === "oid" && value.value === HR_DEVICE_PRINTER);
  const named = typed ?? view.below(PRT_SERIAL_NUMBER)[0];
  return named?.oid.split(".").at(-1) ?? "1";
}
