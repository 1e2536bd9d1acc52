import { z } from "zod";
import { CounterId } from "../../contract/counter.ts";
import { alertKinds, errorStates } from "../../contract/status.ts";
import { partKinds, supplyKinds } from "../../contract/supply.ts";

/** The forms of the files in `mibs/`; what they mean is told in `mibs/README.md`. */

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,63}$/, "a name of letters and digits, as in prtAlertCode");
const oid = z.string().regex(/^[0-2](?:\.[0-9]{1,10}){2,63}$/, "a dotted OID, as in 1.3.6.1.2.1.1.1");
const names = z.array(name).min(1);
const intKeys = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string().regex(/^[0-9]{1,9}$/, "a whole number"), value);
const note = z.string().optional();
const source = z.string().min(1);

export const ObjectFile = z.strictObject({
  module: z.string().min(1),
  source,
  objects: z.record(name, z.strictObject({ oid, kind: z.enum(["scalar", "column"]), note })),
  enumerations: z.record(name, intKeys(z.string().min(1))).optional(),
});

const askSections = {
  describe: names.optional(),
  status: names.optional(),
  alerts: names.optional(),
  supplies: names.optional(),
  counters: names.optional(),
};

export const ProfileFile = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, "a lower-case name with dashes, as in konica-minolta"),
  revision: z.int().min(1),
  extends: z.string().optional(),
  match: z
    .strictObject({ enterprises: z.array(z.int().min(1)).optional(), texts: z.array(z.string().min(3)).optional() })
    .optional(),
  ask: z.strictObject(askSections),
  identity: z
    .strictObject({
      model: names.optional(),
      hostName: names.optional(),
      mac: names.optional(),
      firmware: z.strictObject({ name, version: name }).optional(),
      options: z.strictObject({ name, status: name, fitted: z.array(z.int()).min(1) }).optional(),
      trayNames: z.strictObject({ row: name, name }).optional(),
    })
    .optional(),
  counters: z
    .strictObject({
      scalars: z.partialRecord(CounterId, names).optional(),
      matrix: z
        .strictObject({
          color: name,
          function: name,
          fallback: z.strictObject({
            color: intKeys(z.string()),
            colorOfFour: intKeys(z.string()).optional(),
            function: intKeys(z.string()),
          }),
          columns: z.strictObject({ total: name, duplex: name, large: name, largeDuplex: name }),
        })
        .optional(),
      markers: z.strictObject({ count: name, unit: name }).optional(),
      sizes: z.strictObject({ function: name, allFunctions: z.int(), code: name, count: name }).optional(),
      counting: z.strictObject({ duplexWeight: name, largeWeight: name, largeMeans: name }).optional(),
      colorClasses: z.strictObject({ object: name, black: z.int(), color: z.int() }).optional(),
    })
    .optional(),
});

export const ModelFile = z.strictObject({
  source,
  models: z.record(oid, intKeys(z.string().min(1))),
  families: z.record(
    z.string(),
    z.strictObject({
      models: z.array(z.string()).min(1).optional(),
      series: z.string().optional(),
      paper: z.literal("A4").optional(),
    }),
  ),
});

const alertKind = z.enum(alertKinds);
const textCode = z.strictObject({
  prefix: z.string().regex(/^[A-Z]$/, "one capital letter"),
  digits: z.enum(["hex", "decimal"]),
  length: z.tuple([z.int().min(1), z.int().max(12)]),
});
const words = z.array(z.string().min(1)).min(1);

export const AlertRules = z.strictObject({
  source,
  rules: z
    .array(
      z.strictObject({
        kind: alertKind,
        codes: z.array(z.int().min(0)).optional(),
        groups: z.array(name).min(1).optional(),
        severities: z.array(z.string()).optional(),
        trainings: z.array(z.string()).optional(),
        textCode: z.enum(["trouble", "jam", "part"]).optional(),
        words: words.optional(),
      }),
    )
    .min(1),
  textCodes: z.strictObject({ trouble: textCode, jam: textCode, part: textCode }),
  asleep: z.strictObject({ codes: z.array(z.int()), words }),
  levels: z.array(
    z.strictObject({
      codes: z.array(z.int()).min(1),
      groups: z.array(name).min(1).optional(),
      kind: z.enum(supplyKinds),
      state: z.enum(["low", "empty", "full"]),
    }),
  ),
});
export type AlertRules = z.infer<typeof AlertRules>;

const itemKind = z.enum([...supplyKinds, ...partKinds]);
export type ItemKind = z.infer<typeof itemKind>;

export const SupplyRules = z.strictObject({
  source,
  words: z
    .array(
      z.strictObject({
        any: words,
        all: words.optional(),
        types: z.array(z.int()).min(1).optional(),
        is: itemKind,
        key: z.string().optional(),
      }),
    )
    .min(1),
  types: intKeys(itemKind),
  detail: words,
  colors: z.record(z.string(), words),
  colorLetters: z.record(z.string(), z.string().regex(/^[A-Z]$/, "one capital letter")),
});
export type SupplyRules = z.infer<typeof SupplyRules>;

const percent = z.number().min(0).max(100);
const duration = z.number().positive();

export const EventRules = z.strictObject({
  source,
  confirm: z.strictObject({ afterSeconds: duration }),
  toner: z.strictObject({ lowPercent: percent, prematurePercent: percent, reminderAfterHours: duration }),
  part: z.strictObject({ lowPercent: percent }),
  replacement: z.strictObject({
    risePercent: percent,
    toPercent: percent,
    holdHours: duration,
    unwatchedHours: duration,
  }),
  forecast: z.strictObject({ leastDays: duration }),
  jams: z.strictObject({ perDay: z.int().min(1) }),
  silence: z.strictObject({ polls: z.int().min(1), afterMinutes: duration }),
  userErrors: z.array(z.enum(errorStates)),
  stoplessCodes: z.array(z.int().min(0)),
});
export type EventRules = z.infer<typeof EventRules>;
