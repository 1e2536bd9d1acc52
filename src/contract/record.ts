import { z } from "zod";
import { Event } from "./event.ts";
import { Heartbeat } from "./heartbeat.ts";
import { DeviceIdentity, Reading } from "./reading.ts";
import { Recording } from "./recording.ts";

const id = z
  .string()
  .min(8)
  .max(64)
  .optional()
  .describe(
    "Drawn where it was handed in: what comes again under the same id counts once, whatever its sequence number",
  );

/** What the admin declared: spare cartridges in the cupboard. A later declaration replaces an earlier one of its keys. */
export const StockDeclaration = z
  .object({
    id,
    declaredAt: z.iso.datetime(),
    device: z.string().max(64).nullable().describe("uid; null: for the whole site"),
    items: z
      .array(
        z.object({
          key: z.string().max(64).describe("Key of the supply, as in toner.cyan"),
          count: z.int().min(0).max(10_000),
        }),
      )
      .max(64),
  })
  .meta({ id: "StockDeclaration" });
export type StockDeclaration = z.infer<typeof StockDeclaration>;

/** What a person on site asks for, or tells of a device: toner, a repair, its new place, who looks after it now. */
export const ServiceRequest = z
  .object({
    id,
    requestedAt: z.iso.datetime(),
    device: z.string().max(64).describe("uid"),
    what: z
      .enum(["toner", "repair", "other", "placeChange", "contactChange"])
      .describe("placeChange: it stands in `place` now; contactChange: `contact` looks after it now"),
    color: z.string().max(32).nullable(),
    place: z.string().min(1).max(255).optional().describe("Of a placeChange; otherwise left out"),
    text: z.string().max(2000).describe("In the person's own words; empty on a change"),
    contact: z.string().max(255).describe("Whom to ask; on a contactChange whoever looks after the device now"),
  })
  .meta({ id: "ServiceRequest" });
export type ServiceRequest = z.infer<typeof ServiceRequest>;

const envelope = {
  seq: z.int().min(1).describe("Contiguous per agent and epoch, from 1"),
  observedAt: z.iso.datetime(),
  backfill: z.boolean().describe("Stored before the newest state of its device; history, not news"),
  crc: z
    .string()
    .regex(/^[0-9a-f]{8}$/)
    .describe("CRC-32 of the body's JSON text as it stands here, without white space"),
  clock: z
    .object({
      bootId: z.string().min(1).max(64),
      monoMs: z
        .number()
        .min(0)
        .max(2 ** 48),
    })
    .optional()
    .describe("When it was stored by the monotonic clock of that boot: mends the stamp of a machine without a clock"),
  origin: z
    .object({ epoch: z.string().min(1).max(64), seq: z.int().min(1) })
    .optional()
    .describe(
      "The number that it had first, in an epoch that ended when the store was damaged: what has arrived under that number " +
        "has arrived, and what has not belongs there",
    ),
};

const tellsAgain = z
  .literal(true)
  .optional()
  .describe(
    "Something was lost: what is still open of this device is told again after this record, under the same keys. What was " +
      "told open before it and does not come again, though the device is read, is over",
  );

/** One thing that the agent has to say, kept until central acknowledged it. */
export const OutboxRecord = z
  .discriminatedUnion("kind", [
    z.object({ ...envelope, kind: z.literal("device"), body: DeviceIdentity.and(z.object({ tellsAgain })) }),
    z.object({ ...envelope, kind: z.literal("reading"), body: Reading }),
    z.object({ ...envelope, kind: z.literal("event"), body: Event }),
    z.object({ ...envelope, kind: z.literal("heartbeat"), body: Heartbeat }),
    z.object({ ...envelope, kind: z.literal("stock"), body: StockDeclaration }),
    z.object({ ...envelope, kind: z.literal("request"), body: ServiceRequest }),
    z.object({ ...envelope, kind: z.literal("recording"), body: Recording }),
  ])
  .meta({ id: "OutboxRecord" });
export type OutboxRecord = z.infer<typeof OutboxRecord>;
export type RecordKind = OutboxRecord["kind"];

/** Kind and body of a record before it has a sequence number. */
export type RecordContent = OutboxRecord extends infer R
  ? R extends OutboxRecord
    ? Pick<R, "kind" | "body">
    : never
  : never;
