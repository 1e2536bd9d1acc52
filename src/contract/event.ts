import { z } from "zod";
import { CounterId } from "./counter.ts";
import { Alert } from "./status.ts";
import { Level, SupplyColor } from "./supply.ts";

const text = z.string().max(255);
const time = z.iso.datetime();

/** What an event rests on, so that a person can judge it and a wrong rule can be mended. */
export const Evidence = z
  .object({
    alerts: z.array(Alert).max(16).optional(),
    errors: z.array(text).max(32).optional().describe("Error bits set"),
    console: z.array(text).max(32).optional(),
    level: Level.optional(),
    observedAt: z.array(time).max(8).describe("The polls that showed it, oldest first"),
    counters: z.record(CounterId, z.int().min(0)).optional(),
  })
  .meta({ id: "Evidence" });
export type Evidence = z.infer<typeof Evidence>;

/** How sure the agent is: `certain` was stated by the device in a code, `likely` follows from texts or bits, `possible` is a hint. */
export const Certainty = z.enum(["certain", "likely", "possible"]).meta({ id: "Certainty" });
export type Certainty = z.infer<typeof Certainty>;

/** The device an event speaks of; enough to act on without looking it up. */
export const EventDevice = z
  .object({
    uid: text,
    serial: text.nullable(),
    si: text.nullable(),
    model: text.nullable(),
    address: text,
    location: text.nullable(),
  })
  .meta({ id: "EventDevice" });
export type EventDevice = z.infer<typeof EventDevice>;

const base = {
  key: z
    .string()
    .min(1)
    .max(160)
    .describe(
      "Stable within the device: `<cause>`, or for what is replaced `<cause>#life-<n>`, then `.<stage>` where one life has several needs, as in toner.cyan#life-3 and part.drum.cyan#life-1.nearEnd; orders are made by the cause, the part before #life-",
    ),
  action: z
    .enum(["raise", "clear", "note"])
    .describe("raise opens the key, clear closes it; note tells something that has no end"),
  at: time.describe("When it was seen"),
  raisedAt: time.optional().describe("On clear: when the key was raised"),
  certainty: Certainty,
  text: text.describe("One English line for people"),
  evidence: Evidence,
};
const ofDevice = { ...base, device: EventDevice };

/** A cartridge runs out: one need per cartridge life. */
const TonerNeed = z.object({
  ...ofDevice,
  type: z.literal("tonerNeed"),
  data: z.object({
    color: SupplyColor,
    life: z.int().min(1).describe("Cartridge lives seen in this slot, this one included"),
    level: Level,
    isEmpty: z.boolean(),
    daysLeft: z.number().min(0).nullable().describe("null: unknown, the level curve tells too little"),
    pagesLeft: z.number().min(0).nullable(),
  }),
});

/** The cartridge is empty for two days and nobody replaced it. */
const TonerReminder = z.object({
  ...ofDevice,
  type: z.literal("tonerReminder"),
  data: z.object({ color: SupplyColor, life: z.int().min(1) }),
});

/** A cartridge's whole life, told when it ends. */
const CartridgeReplaced = z.object({
  ...ofDevice,
  type: z.literal("cartridgeReplaced"),
  data: z.object({
    color: SupplyColor,
    life: z.int().min(1).describe("The life that ended"),
    openedAt: time.nullable().describe("When it was put in; null: it was there before the agent"),
    levelAtClose: Level,
    pages: z
      .int()
      .min(0)
      .nullable()
      .describe(
        "Pages that used this color from openedAt until it was replaced, all pages where the device counts no colors; null: unknown, as while openedAt is",
      ),
    isPremature: z.boolean().describe("Replaced while a real part of the toner was left"),
  }),
});

/** A part nears its end or is over. */
const PartNeed = z.object({
  ...ofDevice,
  type: z.literal("partNeed"),
  data: z.object({
    part: text,
    description: text,
    level: Level,
    stage: z.enum(["nearEnd", "end"]),
    partCode: text.nullable(),
    daysLeft: z.number().min(0).nullable().optional().describe("null: unknown, the level curve tells too little"),
    pagesLeft: z.number().min(0).nullable().optional(),
  }),
});

const PartReplaced = z.object({
  ...ofDevice,
  type: z.literal("partReplaced"),
  data: z.object({ part: text, description: text, levelBefore: Level, levelAfter: Level }),
});

/** Only an engineer can mend it. */
const Fault = z.object({
  ...ofDevice,
  type: z.literal("fault"),
  data: z.object({
    code: text.describe("Trouble code when the device told one, otherwise the name of the condition"),
    panelText: text.nullable(),
    total: z
      .int()
      .min(0)
      .nullable()
      .describe("The counter total, all pages of the device, when this was told; null: not read yet"),
    alternatives: z.array(EventDevice).max(8).describe("Working devices of the site that could take the jobs"),
  }),
});

const DeviceFound = z.object({
  ...ofDevice,
  type: z.literal("deviceFound"),
  data: z.object({ isRegistered: z.boolean() }),
});
const DeviceSilent = z.object({
  ...ofDevice,
  type: z.literal("deviceSilent"),
  data: z.object({ lastContactAt: time.nullable() }),
});
const DeviceMoved = z.object({
  ...ofDevice,
  type: z.literal("deviceMoved"),
  data: z.object({
    what: z.enum(["address", "network", "location", "hostName"]),
    from: text.nullable(),
    to: text.nullable(),
  }),
});
/** Another machine stands where this one stood. */
const DeviceSwapped = z.object({
  ...ofDevice,
  type: z.literal("deviceSwapped"),
  data: z.object({ previous: EventDevice }),
});
const DeviceRestarted = z.object({
  ...ofDevice,
  type: z.literal("deviceRestarted"),
  data: z.object({ uptimeMs: z.int().min(0) }),
});
const FirmwareChanged = z.object({
  ...ofDevice,
  type: z.literal("firmwareChanged"),
  data: z.object({ modules: z.array(z.object({ name: text, from: text.nullable(), to: text.nullable() })).max(128) }),
});
/** Counters went back, or leapt by more than the device can count: the difference across it must never be billed. */
const MeterEpoch = z.object({
  ...ofDevice,
  type: z.literal("meterEpoch"),
  data: z.object({
    epoch: z.int().min(2),
    reason: z.enum(["reset", "boardSwap", "otherDevice", "unknown"]),
    drops: z.array(z.object({ id: CounterId, before: z.int().min(0), after: z.int().min(0) })).max(512),
  }),
});
const MeterStand = z.object({
  epoch: z.int().min(1).describe("Values of different epochs must not be subtracted"),
  observedAt: time,
  counters: z.record(CounterId, z.int().min(0)),
});
/** The billing reading of a month: the last meters before its close and the first after it; never a value in between. */
const MonthClose = z.object({
  ...ofDevice,
  type: z.literal("monthClose"),
  data: z.object({
    month: z
      .string()
      .regex(/^[0-9]{4}-[0-9]{2}$/)
      .describe("The month that ended"),
    closedAt: time.describe("Midnight in the site's time zone"),
    before: MeterStand,
    after: MeterStand,
  }),
});
/** The site's devices went away together: one power cut, not many faults. */
const SitePowerCut = z.object({
  ...base,
  device: z.null(),
  type: z.literal("sitePowerCut"),
  data: z.object({ devices: z.array(text).max(10_000).describe("uids"), lastContactAt: time.nullable() }),
});

/** Something that began, ended or happened at a device or at the site. */
export const Event = z
  .discriminatedUnion("type", [
    TonerNeed,
    TonerReminder,
    CartridgeReplaced,
    PartNeed,
    PartReplaced,
    Fault,
    DeviceFound,
    DeviceSilent,
    DeviceMoved,
    DeviceSwapped,
    DeviceRestarted,
    FirmwareChanged,
    MeterEpoch,
    MonthClose,
    SitePowerCut,
  ])
  .meta({ id: "Event" });
export type Event = z.infer<typeof Event>;
export type EventType = Event["type"];
