import { z } from "zod";

/** What a page counter counts: the job function, or `total` over all of them. A function type without a name is `other<type>`. */
export const counterSubjects = ["total", "copy", "print", "fax", "receive", "report"] as const;

/** How a page was colored. A color type without a name is spelled `other<type>`, for example `other3`. */
export const counterColors = ["black", "fullColor", "singleColor", "twoColor"] as const;

/** Which pages of the subject are meant; without a variant all of them. */
export const counterVariants = ["large", "duplex", "largeDuplex"] as const;

export type CounterVariant = (typeof counterVariants)[number];

const other = "other[0-9]{1,5}";
const subjects = [...counterSubjects.filter((subject) => subject !== "total"), other].join("|");
const colors = [...counterColors, other].join("|");
const variants = counterVariants.join("|");
const counterIdPattern = new RegExp(
  `^(?:total(?:\\.(?:${variants}))?|(?:${subjects})\\.(?:${colors})(?:\\.(?:${variants}))?|scan(?:\\.large)?|originals|sheets|jams|troubles|size\\.[0-9]{1,5}|markerLife(?:\\.[0-9]{1,5})?)$`,
);

/**
 * The name of a counter, parts joined by dots: subject, color, variant — `print.fullColor`, `copy.black.large`,
 * `total.duplex` — or one of `scan`, `scan.large`, `originals`, `sheets`, `jams`, `troubles`, `size.<code>`, `markerLife`,
 * and `markerLife.<n>` for each further marker.
 */
export const CounterId = z.string().regex(counterIdPattern, "not a counter id").meta({ id: "CounterId" });
export type CounterId = z.infer<typeof CounterId>;

/** One meter of the device. The value never falls within a meter epoch. */
export const Counter = z
  .object({
    id: CounterId,
    value: z.int().min(0).describe("Pages, sheets, originals or occurrences since the meter was new"),
  })
  .meta({ id: "Counter" });
export type Counter = z.infer<typeof Counter>;

/** How the device counts: a duplex or a large page may weigh one or two in its totals. */
export const Counting = z
  .object({
    duplexWeight: z.int().min(1).max(2).nullable().describe("Weight of a duplex page in totals; null: unknown"),
    largeWeight: z.int().min(1).max(2).nullable().describe("Weight of a large page in totals; null: unknown"),
    largeMeans: z.string().nullable().describe("Paper sizes that count as large, as text; null: unknown"),
    markerLifeUnit: z
      .enum(["impressions", "sheets"])
      .optional()
      .describe("What markerLife counts (prtMarkerCounterUnit); absent: the device does not tell"),
  })
  .meta({ id: "Counting" });
export type Counting = z.infer<typeof Counting>;

/**
 * One cross-check: the parts against the total that the device states itself. The four totals are told whenever they can be
 * checked; of any other counter only that its large or duplex pages, as `parts`, are more than its pages.
 */
export const SumCheck = z
  .object({
    sum: CounterId.describe("The stated total that was checked"),
    parts: z.int().min(0).describe("Sum of its parts, or the part that is larger than the whole"),
    stated: z.int().min(0).describe("What the device states"),
    ok: z.boolean(),
  })
  .meta({ id: "SumCheck" });
export type SumCheck = z.infer<typeof SumCheck>;
