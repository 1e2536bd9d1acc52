import { z } from "zod";
import { Command, CommandOutcome } from "./command.ts";
import { OutboxRecord } from "./record.ts";

const seq = z.int().min(1);

/**
 * Sequence numbers that will never come, and why. `renumbered`: another life of the outbox, one that was put back or a
 * copied machine, may have given them too; what waited under them comes under higher ones. It is told only to a receiver
 * that tells `highestSeq`. `forgotten`: the receiver acknowledged them, holds them no more, and the agent has no copy; told only
 * to one that tells `unbrokenTo`.
 */
export const Gap = z
  .object({
    from: seq,
    to: seq,
    reason: z.enum(["thinned", "dropped", "corrupt", "quarantined", "renumbered", "forgotten"]),
  })
  .meta({ id: "Gap" });
export type Gap = z.infer<typeof Gap>;

/** The agent's clocks when it sent, so that central can judge and mend the stamps. */
export const AgentClock = z
  .object({
    synced: z
      .boolean()
      .describe(
        "Whether the wall clock agrees with central's, heard in this boot; false: it does not, or is not known to",
      ),
    bootId: z
      .string()
      .max(64)
      .describe(
        "Drawn at random at each start of the agent and kept until it ends. One that returns after another was seen is " +
          "answered with 409: two machines share one identity",
      ),
    monoMs: z
      .number()
      .min(0)
      .max(2 ** 48)
      .describe("Monotonic clock of this boot"),
  })
  .meta({ id: "AgentClock" });
export type AgentClock = z.infer<typeof AgentClock>;

/** The most records that one batch may carry. */
export const maxBatchRecords = 1000;

const batch = {
  agent: z.string().min(1).max(64),
  epoch: z
    .string()
    .min(1)
    .max(64)
    .describe("New only when the agent lost its store; of two epochs of one agent the later is the greater string"),
  sentAt: z.iso.datetime().describe("Set at transmission, never at queueing"),
  clock: AgentClock,
  eventsRemaining: z
    .int()
    .min(0)
    .describe("Events of this history that follow in later batches; until they came, a need may already be closed"),
  gaps: z.array(Gap).max(1000),
  commandOutcomes: z.array(CommandOutcome).max(64).optional().describe("Commands decided upon and not yet told"),
};

/** What the agent uploads. */
export const Batch = z.object({ ...batch, records: z.array(OutboxRecord).max(maxBatchRecords) }).meta({ id: "Batch" });
export type Batch = z.infer<typeof Batch>;

/**
 * The envelope alone: a receiver checks each record by itself, so that one bad record never refuses a batch. One without
 * a readable `seq` cannot be refused by name: the whole batch is then answered with 422.
 */
export const BatchEnvelope = z.object({ ...batch, records: z.array(z.unknown()).max(maxBatchRecords) });
export type BatchEnvelope = z.infer<typeof BatchEnvelope>;

/**
 * The code of a rejection that says: under this number another body is stored, or should come after one that is. The
 * number was given in another life of the outbox. The agent sends the record again under a number above `highestSeq`.
 */
export const conflictCode = "conflict";

/** Why a record was refused. `retry` false is final: the agent puts it into quarantine, but for a conflict. */
export const Rejection = z
  .object({ seq, code: z.string().max(64), retry: z.boolean(), text: z.string().max(500) })
  .meta({ id: "Rejection" });
export type Rejection = z.infer<typeof Rejection>;

/** An inclusive range of sequence numbers. */
export const SeqRange = z.tuple([seq, seq]).meta({ id: "SeqRange" });
export type SeqRange = z.infer<typeof SeqRange>;

/** Central's answer. The agent deletes exactly what `accepted` names; any other 2xx is no acknowledgement. */
export const Acknowledgement = z
  .object({
    epoch: z.string().min(1).max(64),
    accepted: z.array(SeqRange).max(2000),
    rejected: z.array(Rejection).max(2000),
    highestSeq: z
      .int()
      .min(0)
      .optional()
      .describe(
        "The highest number of this epoch that central holds. One that the agent has not given yet tells that its outbox " +
          "was put back or its machine copied: it goes on above",
      ),
    unbrokenTo: z
      .int()
      .min(0)
      .optional()
      .describe(
        "Every number of this epoch up to this one has arrived, or is known as a gap; absent: central did not look. Less " +
          "than was acknowledged tells that central was put back to an older state: the agent sends again what it has " +
          "a copy of, tells the rest as a gap, and once more what is still open",
      ),
    laterEpoch: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe(
        "The latest epoch that central knows of this agent, where it is not this one: the agent's folder was put back or " +
          "emptied, and it begins an epoch after that",
      ),
    serverTime: z.iso.datetime(),
    nextContactWithinS: z.int().min(1).max(86_400).describe("Central asks to be called again within this time"),
    pauseS: z.int().min(0).max(86_400).describe("Central asks for no upload during this time; 0: go on"),
    maxRecords: z.int().min(1).max(maxBatchRecords).describe("Largest batch that central wants"),
    registry: z
      .object({
        revision: z.int().min(0),
        si: z.array(z.object({ serial: z.string().max(255), si: z.string().max(255) })),
      })
      .describe("Service numbers of the agent's site"),
    commands: z.array(Command).max(64),
    newToken: z
      .string()
      .min(16)
      .max(512)
      .optional()
      .describe(
        "A new secret of this agent: once it is stored, every request carries it. The one before holds until then, so a " +
          "lost answer locks nobody out",
      ),
  })
  .meta({ id: "Acknowledgement" });
export type Acknowledgement = z.infer<typeof Acknowledgement>;
