import { z } from "zod";
import { type CsvRow, parseCsv } from "./csv.ts";
import { singleLine } from "./plain-text.ts";

/** Longest deadline a contract may name: a year of working days. */
const longestDeadlineHours = 2250;
const longestQuote = 40;
const cellText = z.string().max(255, "is longer than 255 characters");
const neededText = cellText.min(1, "is empty");

/** What the service knows of a device: the number on its sticker, where it stands, who answers for it, the contract. */
export const RegistryEntry = z.object({
  si: neededText,
  serial: neededText,
  customer: neededText,
  site: neededText,
  person: cellText,
  email: z.union([z.literal(""), z.email("is not an e-mail address").max(255)], "is not an e-mail address"),
  contract: cellText,
  status: z.enum(["active", "blocked"], "is neither `active` nor `blocked`"),
  reason: cellText.describe("Why the contract is blocked"),
  deadlineHours: z
    .number("is not a number of working hours")
    .positive("must be above 0")
    .max(longestDeadlineHours, `must be at most ${longestDeadlineHours}`)
    .nullable()
    .describe("Working hours until an engineer is on site; null: the usual term"),
});
export type RegistryEntry = z.infer<typeof RegistryEntry>;

export type RegistryOutcome =
  | { readonly ok: true; readonly entries: readonly RegistryEntry[] }
  | { readonly ok: false; readonly errors: readonly string[] };

const optionalColumns: readonly string[] = ["reason", "deadlineHours"];
const columns = Object.keys(RegistryEntry.shape);

/** Reads a registry file whole, or tells everything that is wrong in it at once, each with line and column. */
export function readRegistry(text: string): RegistryOutcome {
  const csv = parseCsv(text);
  if (!csv.ok) {
    return { ok: false, errors: [`line ${csv.line}, column ${csv.column}: a quote is opened and never closed`] };
  }
  const [header, ...rows] = csv.rows;
  if (header === undefined) return { ok: false, errors: ["line 1: the file is empty; a header line is needed"] };
  const names = header.cells.map((cell) => columns.find((name) => name.toLowerCase() === cell.toLowerCase()) ?? cell);
  const headerErrors = checkHeader(names, header.line);
  if (headerErrors.length > 0) return { ok: false, errors: headerErrors };

  const entries: RegistryEntry[] = [];
  const errors: string[] = [];
  for (const row of rows) {
    const outcome = readRow(row, names);
    if (outcome.ok) entries.push(...outcome.entries);
    else errors.push(...outcome.errors);
  }
  errors.push(...doubles(rows, names, "si"), ...doubles(rows, names, "serial"));
  return errors.length > 0 ? { ok: false, errors } : { ok: true, entries };
}

function checkHeader(names: readonly string[], line: number): string[] {
  const missing = columns.filter((name) => !optionalColumns.includes(name) && !names.includes(name));
  const unknown = names.filter((name) => !columns.includes(name));
  const repeated = names.filter((name, index) => columns.includes(name) && names.indexOf(name) !== index);
  return [
    ...missing.map((name) => `line ${line}: column \`${name}\` is missing`),
    ...unknown.map((name) => `line ${line}: column \`${shownText(name)}\` is unknown; known are ${columns.join(", ")}`),
    ...repeated.map((name) => `line ${line}: column \`${name}\` stands twice`),
  ];
}

function readRow({ line, cells }: CsvRow, names: readonly string[]): RegistryOutcome {
  if (cells.length !== names.length) {
    return { ok: false, errors: [`line ${line}: has ${cells.length} cells, the header has ${names.length}`] };
  }
  const cell = (name: string) => cells[names.indexOf(name)] ?? "";
  const hours = cell("deadlineHours").replace(",", ".");
  const parsed = RegistryEntry.safeParse({
    ...Object.fromEntries(columns.map((name) => [name, cell(name)])),
    deadlineHours: hours === "" ? null : Number(hours),
  });
  if (!parsed.success) {
    const errors = parsed.error.issues.map(
      ({ path, message }) => `line ${line}, column \`${path.join(".")}\`: ${message}`,
    );
    return { ok: false, errors };
  }
  if (parsed.data.status === "blocked" && parsed.data.reason === "") {
    return { ok: false, errors: [`line ${line}, column \`reason\`: a blocked contract needs its reason`] };
  }
  return { ok: true, entries: [parsed.data] };
}

function doubles(rows: readonly CsvRow[], names: readonly string[], name: "si" | "serial"): string[] {
  const firstLines = new Map<string, number>();
  return rows.flatMap(({ line, cells }) => {
    const value = cells[names.indexOf(name)] ?? "";
    const first = firstLines.get(value);
    if (first === undefined) firstLines.set(value, line);
    return first === undefined || value === ""
      ? []
      : [`line ${line}, column \`${name}\`: ${shownText(value)} stands already in line ${first}`];
  });
}

/** What a file holds, as an error quotes it. */
function shownText(text: string): string {
  return singleLine(text).slice(0, longestQuote);
}

/** The registry after an import: a row replaces the entry with its SI, other entries stay. */
export function mergeRegistry(
  known: readonly RegistryEntry[],
  imported: readonly RegistryEntry[],
): RegistryOutcome & { readonly hasChanged: boolean } {
  const bySi = new Map(known.map((entry) => [entry.si, entry]));
  const hasChanged = imported.some((entry) => JSON.stringify(bySi.get(entry.si)) !== JSON.stringify(entry));
  for (const entry of imported) bySi.set(entry.si, entry);

  const siBySerial = new Map<string, string>();
  const errors: string[] = [];
  for (const { serial, si } of bySi.values()) {
    const other = siBySerial.get(serial);
    if (other !== undefined) errors.push(`serial ${serial} would belong to both ${other} and ${si}`);
    siBySerial.set(serial, si);
  }
  if (errors.length > 0) return { ok: false, errors, hasChanged: false };
  return { ok: true, entries: [...bySi.values()], hasChanged };
}
