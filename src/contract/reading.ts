import { z } from "zod";
import { Counter, CounterId, Counting, SumCheck } from "./counter.ts";
import { Alert, Status } from "./status.ts";
import { Part, Supply } from "./supply.ts";

const text = z.string().max(255);

export const FirmwareModule = z.object({ name: text, version: text }).meta({ id: "FirmwareModule" });
export type FirmwareModule = z.infer<typeof FirmwareModule>;

export const deviceFunctions = ["copy", "print", "scan", "fax"] as const;
export type DeviceFunction = (typeof deviceFunctions)[number];

/** What the device can do, as far as it tells; null: unknown. */
export const Capabilities = z
  .object({
    color: z.boolean().nullable(),
    largeFormat: z.boolean().nullable().describe("A3 or ledger"),
    duplex: z.boolean().nullable(),
    controller: z.enum(["internal", "external"]).describe("external: a Fiery or IC stands in front of the engine"),
    functions: z
      .array(z.enum(deviceFunctions))
      .max(4)
      .optional()
      .describe("Functions that the device has counters for"),
    trays: z.int().min(0).max(64).nullable().optional().describe("Input trays, the bypass included"),
    finisher: z.boolean().nullable().optional().describe("Staples or finishes; null: nothing tells of one"),
    options: z.array(text).max(64).optional().describe("Options fitted, in the device's own words"),
  })
  .meta({ id: "Capabilities" });
export type Capabilities = z.infer<typeof Capabilities>;

/** Who the device is. Identity is the serial number, never the address. */
export const DeviceIdentity = z
  .object({
    uid: z
      .string()
      .regex(/^d-[0-9a-f]{16}$/)
      .describe(
        "Made by the agent at first sight, from maker and serial where the device tells one; the same for ever",
      ),
    serial: text.nullable().describe("prtGeneralSerialNumber; null: the device names none"),
    si: text.nullable().describe("Service number on the sticker; null: not registered, or not yet told by central"),
    manufacturer: text.nullable(),
    brand: text.nullable().describe("Name on the housing: Develop, Olivetti … on rebadged machines"),
    model: text.nullable(),
    family: text.nullable(),
    isKonicaMinolta: z.boolean(),
    sysObjectId: text.nullable(),
    mac: z
      .string()
      .regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/)
      .nullable(),
    hostName: text.nullable(),
    location: text.nullable(),
    contact: text.nullable(),
    address: text.describe("Where it answered, with the port when that is not 161"),
    firmware: z.array(FirmwareModule).max(128),
    capabilities: Capabilities,
  })
  .meta({ id: "DeviceIdentity" });
export type DeviceIdentity = z.infer<typeof DeviceIdentity>;

/** Which device profile read the device, so that a wrong mapping can be told from a wrong device. */
export const ProfileReference = z.object({ name: text, revision: z.int().min(1) }).meta({ id: "ProfileReference" });
export type ProfileReference = z.infer<typeof ProfileReference>;

/** Where a value came from: its object instance and the value as the device sent it. */
export const Provenance = z.object({ oid: text, raw: z.string().max(1024) }).meta({ id: "Provenance" });
export type Provenance = z.infer<typeof Provenance>;

/**
 * What one device said in one poll. A section that is absent was not asked for in this poll; a value of null or
 * `unknown` was asked for and not known; a counter under `unsupported` does not exist on this device.
 */
export const Reading = z
  .object({
    device: DeviceIdentity,
    observedAt: z.iso.datetime().describe("The agent's clock when the poll began"),
    uptimeMs: z.int().min(0).nullable().describe("sysUpTime; restarts at boot and wraps after 497 days"),
    counters: z.array(Counter).max(512).optional(),
    counting: Counting.optional(),
    unsupported: z.array(CounterId).max(512).optional().describe("Counters that the device says it does not have"),
    checks: z.array(SumCheck).max(64).optional(),
    supplies: z.array(Supply).max(128).optional(),
    parts: z.array(Part).max(128).optional(),
    status: Status.optional(),
    alerts: z.array(Alert).max(512).optional(),
    profile: ProfileReference,
    provenance: z
      .record(z.string().max(128), Provenance)
      .optional()
      .describe("By section and key, as in counters.copy.black; only on request"),
    complete: z.boolean().describe("Whether everything asked for in this poll was answered"),
  })
  .meta({ id: "Reading" });
export type Reading = z.infer<typeof Reading>;
