import { dirname, resolve } from "node:path";
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { PRINT_COLORS, PRINT_FUNCTIONS } from "./page-counters.ts";
import { explain } from "./script-faults.ts";
import { faultOfRecordingName, isRecordingFile } from "./snmprec.ts";
import { TONER_COLORS } from "./supply-wear.ts";
import { SimulatorError } from "./trouble.ts";

/** A script that can't be played; each line of the message names file, line and key of one fault. */
export class ScriptError extends SimulatorError {
  override readonly name = "ScriptError";

  constructor(message: string) {
    super("data", message);
  }
}

const MAX_DEVICES = 10_000;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^([0-9]{1,9})(ms|s|m|h|d)$/;
const MAC = /^[0-9A-Fa-f:]{12,17}$/;
const NUMBER_PLACE = "{n}";
/** Makers' serial numbers have eleven to fifteen; anything shorter is taken for a placeholder. */
const MIN_SERIAL_LETTERS = 5;

const duration = z
  .string()
  .regex(DURATION, "expected a duration such as 90s, 3m, 2h or 1d")
  .transform((written) => {
    const [, amount, unit] = DURATION.exec(written) ?? [];
    return Number(amount) * (UNIT_MS[unit ?? ""] ?? 1);
  });

const label = z.string().min(1).max(127);
const mac = z.string().refine((written) => MAC.test(written.replace(NUMBER_PLACE, "0000")), {
  message: 'expected 12 hexadecimal digits; "{n}" stands for the last four',
});
const serial = label.refine(isSerial, {
  message: `expected at least ${MIN_SERIAL_LETTERS} letters and digits, not all alike, as makers' numbers have; an agent takes others for placeholders and never registers the device`,
});
const recording = label.superRefine((name, context) => {
  const fault = faultOfRecordingName(name);
  if (fault !== undefined) context.addIssue(fault);
});
const moment = { at: duration };
const span = { at: duration, for: duration };

const event = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("jam"), ...span }),
  z.strictObject({ do: z.literal("coverOpen"), ...span, cover: z.int().min(1).default(1) }),
  z.strictObject({ do: z.literal("paperOut"), ...span, tray: z.int().min(1) }),
  z.strictObject({ do: z.literal("serviceCode"), ...span, text: label }),
  z.strictObject({ do: z.literal("maintenance"), ...span, text: label }),
  z.strictObject({ do: z.literal("sleep"), ...span }),
  z.strictObject({ do: z.literal("powerCut"), ...span }),
  z.strictObject({ do: z.literal("reboot"), ...moment }),
  z.strictObject({ do: z.literal("replaceToner"), ...moment, color: z.enum(TONER_COLORS) }),
  z.strictObject({ do: z.literal("partReplaced"), ...moment, part: label }),
  z.strictObject({ do: z.literal("move"), ...moment, address: z.ipv4() }),
  z.strictObject({ do: z.literal("swap"), ...moment, serial, mac: mac.optional(), hostName: label.optional() }),
]);

/** "scan", or function and color with what is special about the sheets: "print.black", "copy.fullColor.large.duplex". */
const RATE_KEY = new RegExp(
  `^(scan|(${PRINT_FUNCTIONS.join("|")})\\.(${PRINT_COLORS.join("|")})(\\.large)?(\\.duplex)?)$`,
);
const rateKey = z
  .string()
  .regex(RATE_KEY, "expected scan, or a function and a color such as print.black or copy.fullColor");

const device = z
  .strictObject({
    recording,
    count: z.int().min(1).max(MAX_DEVICES).default(1),
    serial: serial.optional(),
    mac: mac.optional(),
    hostName: label.optional(),
    location: label.optional(),
    community: label.default("public"),
    pagesPerDay: z.record(rateKey, z.number().min(0).max(1_000_000)).default({}),
    toner: z.partialRecord(z.enum(TONER_COLORS), z.number().min(0).max(100)).default({}),
    events: z.array(event).default([]),
  })
  .refine((entry) => entry.count === 1 || entry.serial?.includes(NUMBER_PLACE), {
    path: ["serial"],
    message: 'several devices need a serial with "{n}" in it, or they are taken for one',
  });

const script = z.strictObject({
  site: z.strictObject({
    /** The first device answers here, the next at the address behind it; without it all share 127.0.0.1. */
    firstAddress: z.ipv4().optional(),
    /** Of devices that share an address only the first has it, and each after that the next one; 0: any that is free. */
    port: z.int().min(0).max(65_535).optional(),
    devices: z.array(device).min(1),
  }),
});

export type SiteScript = z.output<typeof script>["site"];
export type DeviceEntry = SiteScript["devices"][number];
export type ScriptEvent = DeviceEntry["events"][number];

/** Parses a script; recordings named by file are looked for beside it. Throws a ScriptError with every fault found. */
export function parseScript(content: string, fileName: string): SiteScript {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const syntaxFaults = document.errors.map(
    ({ pos, message }) => `${fileName}:${lines.linePos(pos[0]).line}: ${message}`,
  );
  if (syntaxFaults.length > 0) {
    throw new ScriptError(syntaxFaults.join("\n"));
  }
  const parsed = script.safeParse(contentOf(document, fileName), { error: explain });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => {
      const path = issue.code === "unrecognized_keys" ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
      const message = issue.code === "invalid_key" ? issue.issues[0]?.message : issue.message;
      const key = path.length === 0 ? "" : `${path.join(".")}: `;
      return `${fileName}:${lines.linePos(offsetOf(document, path)).line}: ${key}${message}`;
    });
    throw new ScriptError(faults.join("\n"));
  }
  const { site } = parsed.data;
  return {
    ...site,
    devices: site.devices.map((entry) => ({ ...entry, recording: besideScript(entry.recording, fileName) })),
  };
}

/** Anchors may name nothing, or more than a script can mean. */
function contentOf(document: Document, fileName: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new ScriptError(`${fileName}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isSerial(written: string): boolean {
  const letters = written.replace(NUMBER_PLACE, "00001").replaceAll(/[^0-9A-Za-z]/g, "");
  return letters.length >= MIN_SERIAL_LETTERS && new Set(letters.toUpperCase()).size > 1;
}

function besideScript(name: string, fileName: string): string {
  return isRecordingFile(name) ? resolve(dirname(fileName), name) : name;
}

/** Where the key stands; for a key that is missing, where the map that lacks it stands. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const place = isSeq(node) ? node.items[Number(step)] : pair?.key;
    if (!isNode(place)) {
      break;
    }
    offset = place.range?.[0] ?? offset;
    node = isSeq(node) ? place : pair?.value;
  }
  return offset;
}
