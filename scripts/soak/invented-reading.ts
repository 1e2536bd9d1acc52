import type { NewRecord } from "../../src/agent/outbox/outbox.ts";
import type { Reading } from "../../src/contract/reading.ts";

/** When invented readings begin. */
export const startMs = Date.UTC(2026, 9, 1);
/** One every fifteen minutes. */
export const pollsPerDay = 96;

const colors = ["black", "cyan", "magenta", "yellow"];
const counters = ["total", "copy.black", "copy.fullColor", "print.black", "print.fullColor", "scan"];

/** A reading as an agent stores it between two full ones; `poll` counts the device's readings. */
export function inventReading(device: number, atMs: number, poll: number): NewRecord {
  const observedAt = new Date(atMs).toISOString();
  const name = device.toString(16).padStart(16, "0");
  const percent = 100 - (Math.floor(poll / 24) % 100);
  const body: Reading = {
    device: {
      ...{ uid: `d-${name}`, serial: `LOAD${name}`, si: null, manufacturer: "KONICA MINOLTA", brand: null },
      ...{ model: "bizhub C360i", family: null, isKonicaMinolta: true, sysObjectId: "1.3.6.1.4.1.18334.1.1.1.2.1.166" },
      ...{ mac: null, hostName: null, location: null, contact: null, address: `10.0.${device >> 8}.${device & 255}` },
      firmware: [],
      capabilities: { color: true, largeFormat: true, duplex: true, controller: "internal" },
    },
    ...{ observedAt, uptimeMs: poll * 900_000 },
    counters: counters.map((id, index) => ({ id, value: 100_000 * (index + 1) + poll * (index + 1) })),
    supplies: colors.map((color) => ({
      ...{ key: `toner.${color}`, kind: "toner", color, description: `Toner (${color})` },
      ...{ level: { state: "percent", percent }, raw: { unit: 19, max: 100, level: percent } },
    })),
    ...{ profile: { name: "konica-minolta", revision: 1 }, complete: true },
  };
  return { content: { kind: "reading", body }, observedAt, device: body.device.uid };
}
