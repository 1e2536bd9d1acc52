import * as conditions from "./conditions.ts";
import type { Identity } from "./identity.ts";
import type { LivingDevice } from "./living-device.ts";
import { PRINT_COLORS, PRINT_FUNCTIONS, type PrintColor, type PrintFunction } from "./page-counters.ts";
import type { PageRate, Schedule, TimedAction } from "./playback.ts";
import type { DeviceEntry, ScriptEvent, SiteScript } from "./script.ts";
import { TONER_COLORS } from "./supply-wear.ts";
import { SimulatorError } from "./trouble.ts";

const LOOPBACK = "127.0.0.1";
const LAST_PORT = 65_535;
const BOOT_MS = 60_000;

/** One device of a site, ready to be built. */
export interface DevicePlan {
  readonly recording: string;
  readonly community: string;
  readonly address: string;
  readonly port: number;
  readonly identity: Identity;
  readonly schedule: Schedule;
}

/**
 * Every device of a script, in its order, each with its own address or port, serial and schedule.
 * @throws SimulatorError where there are not enough ports
 */
export function planDevices(site: SiteScript): readonly DevicePlan[] {
  const numbered = site.devices.flatMap((entry) =>
    Array.from({ length: entry.count }, (_, index) => ({ entry, index })),
  );
  return numbered.map(({ entry, index }, position) => ({
    recording: entry.recording,
    community: entry.community,
    address: site.firstAddress === undefined ? LOOPBACK : addressAfter(site.firstAddress, position),
    port: portOf(site, position),
    identity: identityOf(entry, index + 1),
    schedule: scheduleOf(entry),
  }));
}

/** "{n}" becomes the device's number among its like, in the width that serials and MACs of the field have. */
function identityOf(entry: DeviceEntry, number: number): Identity {
  return {
    serial: entry.serial?.replace("{n}", String(number).padStart(5, "0")),
    mac: entry.mac?.replace("{n}", number.toString(16).padStart(4, "0")),
    hostName: entry.hostName?.replace("{n}", String(number)),
    location: entry.location?.replace("{n}", String(number)),
  };
}

function portOf({ firstAddress, port = 0 }: SiteScript, position: number): number {
  if (firstAddress !== undefined || port === 0) return port;
  if (port + position <= LAST_PORT) return port + position;
  throw new SimulatorError("data", `from port ${port} on there are not enough for all devices; name a firstAddress`);
}

function addressAfter(first: string, distance: number): string {
  const number = first.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) + distance;
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join(".");
}

function scheduleOf(entry: DeviceEntry): Schedule {
  const tonerLevels = TONER_COLORS.flatMap((color): TimedAction[] => {
    const percent = entry.toner[color];
    return percent === undefined ? [] : [{ atMs: 0, act: (device) => device.setToner(color, percent) }];
  });
  const actions = [...tonerLevels, ...entry.events.flatMap(actionsOf)].sort((left, right) => left.atMs - right.atMs);
  return { rates: Object.entries(entry.pagesPerDay).flatMap(rateOf), actions };
}

function rateOf([key, pagesPerDay]: readonly [string, number]): readonly PageRate[] {
  const words = key.split(".");
  const printFunction = PRINT_FUNCTIONS.find((name): name is PrintFunction => name === words[0]);
  const color = PRINT_COLORS.find((name): name is PrintColor => name === words[1]);
  if (printFunction === undefined || color === undefined) {
    return [{ kind: "scan", pagesPerDay }];
  }
  const sheets = { isLarge: words.includes("large"), isDuplex: words.includes("duplex") };
  return [{ kind: "print", function: printFunction, color, ...sheets, pagesPerDay }];
}

/** What an event does to the device: once, or at its beginning and its end. */
function actionsOf(event: ScriptEvent): readonly TimedAction[] {
  const span = (durationMs: number, begin: TimedAction["act"], end: TimedAction["act"]): readonly TimedAction[] => [
    { atMs: event.at, act: begin },
    { atMs: event.at + durationMs, act: end },
  ];
  const once = (act: TimedAction["act"]): readonly TimedAction[] => [{ atMs: event.at, act }];
  const losePower = (device: LivingDevice) => device.losePower();
  const boot = (device: LivingDevice) => device.boot();
  switch (event.do) {
    case "jam":
      return span(
        event.for,
        (device) => device.jam(),
        (device) => device.clear(conditions.jam().key),
      );
    case "coverOpen":
      return span(
        event.for,
        (device) => device.openCover(event.cover),
        (device) => device.closeCover(event.cover),
      );
    case "paperOut":
      return span(
        event.for,
        (device) => device.emptyTray(event.tray),
        (device) => device.fillTray(event.tray),
      );
    case "serviceCode":
      return span(
        event.for,
        (device) => device.failWith(event.text),
        (device) => device.clear(conditions.serviceCode(event.text).key),
      );
    case "maintenance": {
      const condition = conditions.maintenance(event.text);
      return span(
        event.for,
        (device) => device.raise(condition),
        (device) => device.clear(condition.key),
      );
    }
    case "sleep":
      return span(
        event.for,
        (device) => device.fallAsleep(),
        (device) => device.wake(),
      );
    case "powerCut":
      return span(event.for, losePower, boot);
    case "reboot":
      return span(BOOT_MS, losePower, boot);
    case "replaceToner":
      return once((device) => device.replaceToner(event.color));
    case "partReplaced":
      return once((device) => device.replacePart(event.part));
    case "move":
      return once((device) => device.moveTo(event.address));
    case "swap":
      return once((device) => device.swap({ serial: event.serial, mac: event.mac, hostName: event.hostName }));
  }
}
