import { z } from "zod";
import { Reading } from "../../contract/reading.ts";
import { sections } from "./history/section-times.ts";
import { ToldEvent } from "./told-event.ts";

const text = z.string();
const count = z.number();

/** How one device stands. Last contact, last reading and last change are three different things. */
export const DeviceSnapshot = z
  .object({
    uid: text,
    si: text.nullable(),
    serial: text.nullable(),
    model: text.nullable(),
    address: text,
    location: text.nullable(),
    contact: z
      .enum(["answering", "quiet", "silent", "notReadYet", "outside"])
      .describe("silent is told by an event; quiet failed its last poll; outside lies in no range and is not polled"),
    lastContactAt: text.nullable().describe("ISO 8601 UTC; null: never"),
    lastRecordedAt: text.nullable(),
    readAt: z
      .partialRecord(z.enum(sections), text)
      .readonly()
      .describe("When each section was last read; one that was not since the start is left out"),
    reading: Reading.nullable().describe(
      "Sections of different polls, the newest of each; null: nothing read since the start",
    ),
  })
  .readonly();
export type DeviceSnapshot = z.infer<typeof DeviceSnapshot>;

/** One exchange with another host, or several in a row that let nothing out. */
const LedgerLine = z
  .object({ at: text, host: text, what: text, records: count, sentBytes: count, outcome: text, times: count })
  .readonly();

/**
 * What the agent publishes of itself for the page, the metrics and the command line; plain data without secrets. It is a
 * schema because the command line reads it over HTTP, from a port where another program may listen.
 */
export const AgentSnapshot = z
  .object({
    version: text,
    siteName: text,
    now: text,
    startedAt: text,
    devices: z.array(DeviceSnapshot).readonly(),
    otherPrinters: z.array(z.object({ address: text, model: text.nullable(), seenAt: text }).readonly()).readonly(),
    leftOut: z
      .array(text)
      .readonly()
      .default([])
      .describe("Addresses not asked for a day, since the agent ended again and again while asking them"),
    loopDelay: z
      .object({ p99Ms: count, maxMs: count })
      .readonly()
      .nullish()
      .describe("How late the agent's event loop was in five minutes that are over; null: not measured yet"),
    sweep: z.object({ probed: count, total: count, found: count, remainingMs: count }).readonly().nullable(),
    outbox: z
      .object({ records: count, bytes: count, oldestAt: text.nullable(), quarantined: count, state: text })
      .readonly(),
    upload: z
      .object({
        centralUrl: text.nullable().describe("null: no central is configured"),
        agent: text.nullable(),
        phase: text,
        waitingFor: text.nullable(),
        nextTryInMs: count.nullable(),
        lastSuccessAt: text.nullable(),
        nextContactBy: text
          .nullable()
          .describe("Central may call the agent silent after it; null: nothing is promised"),
        lastFailure: z
          .object({
            at: text,
            kind: text,
            message: text.describe("English, as in the log"),
            code: text.optional().describe("Of the system, TLS or HTTP; left out: the failure has none"),
          })
          .readonly()
          .nullable(),
        records: count,
        bytes: count,
      })
      .readonly(),
    traps: z
      .object({ taken: count, unknown: count, malformed: count })
      .readonly()
      .nullable()
      .describe("Since the start; null: traps are not listened for"),
    ledger: z.array(LedgerLine).readonly().describe("What left this network, newest first, at most 50"),
    recentEvents: z.array(ToldEvent).readonly().describe("The newest events, newest first, at most 50"),
  })
  .readonly();
export type AgentSnapshot = z.infer<typeof AgentSnapshot>;
