import { z } from "zod";

/** hrDeviceStatus (RFC 2790). */
export const deviceStatuses = ["unknown", "running", "warning", "testing", "down"] as const;
/** hrPrinterStatus (RFC 2790). */
export const printerStatuses = ["other", "unknown", "idle", "printing", "warmup"] as const;

/** Names of the bits of hrPrinterDetectedErrorState (RFC 2790), bit 0 first: the most significant bit of the first octet. */
export const errorStates = [
  "lowPaper",
  "noPaper",
  "lowToner",
  "noToner",
  "doorOpen",
  "jammed",
  "offline",
  "serviceRequested",
  "inputTrayMissing",
  "outputTrayMissing",
  "markerSupplyMissing",
  "outputNearFull",
  "outputFull",
  "inputTrayEmpty",
  "overduePreventMaint",
] as const;
export type ErrorState = (typeof errorStates)[number];

/** Who has to act on an alert. */
export const alertKinds = ["service", "maintenance", "supply", "user", "info"] as const;
export type AlertKind = (typeof alertKinds)[number];

/** A row of prtAlertTable (RFC 3805 section 2.2.13) and what it means for the service. */
export const Alert = z
  .object({
    key: z.string().min(1).max(128).describe("The same for the same condition in every reading"),
    severity: z.string().max(64),
    kind: z.enum(alertKinds),
    code: z.int().nullable().describe("prtAlertCode; null: not answered"),
    codeName: z.string().max(64),
    group: z.string().max(64),
    groupIndex: z.int().nullable(),
    location: z.int().nullable().describe("prtAlertLocation: a number of the maker's own"),
    training: z.string().max(64).describe("prtAlertTrainingLevel: who the maker thinks should act"),
    text: z.string().max(255).describe("prtAlertDescription, in the panel's language"),
    timeTicks: z.int().min(0).nullable().describe("prtAlertTime as given, 1/100 s; on no known clock"),
    troubleCode: z.string().max(16).optional().describe("C-xxxx where the text holds one"),
    jamCode: z.string().max(16).optional().describe("J-xx where the text holds one"),
    partCode: z.string().max(16).optional().describe("P-xx where the text holds one"),
  })
  .meta({ id: "Alert" });
export type Alert = z.infer<typeof Alert>;

export const Cover = z.object({ description: z.string().max(255), state: z.string().max(64) }).meta({ id: "Cover" });
export type Cover = z.infer<typeof Cover>;

export const Tray = z
  .object({
    name: z.string().max(255),
    sheets: z.int().min(0).nullable().describe("Sheets left; null: unknown"),
    capacity: z.int().min(0).nullable(),
  })
  .meta({ id: "Tray" });
export type Tray = z.infer<typeof Tray>;

/** What the device is doing. `serviceRequested` alone means nothing on these machines: it is set at rest. */
export const Status = z
  .object({
    device: z.enum(deviceStatuses).nullable().describe("hrDeviceStatus; null: not answered"),
    printer: z.enum(printerStatuses).nullable().describe("hrPrinterStatus; null: not answered"),
    errors: z.array(z.string().max(32)).max(64).describe("hrPrinterDetectedErrorState, names of the bits set"),
    asleep: z.boolean(),
    console: z.array(z.string().max(255)).max(32).describe("Lines of the panel"),
    serviceCall: z
      .object({ text: z.string().max(255), troubleCode: z.string().max(16).optional() })
      .optional()
      .describe("The line of the panel that calls for an engineer, whether an alert says so or not"),
    covers: z.array(Cover).max(64).optional(),
    trays: z.array(Tray).max(64).optional(),
  })
  .meta({ id: "Status" });
export type Status = z.infer<typeof Status>;
