import { type Capabilities, type DeviceFunction, deviceFunctions } from "../../contract/reading.ts";
import { type Answers, column, scalar } from "../profile/answers.ts";
import type { MibLibrary, Profile } from "../profile/mib-library.ts";
import { classifySupply, colorOfText } from "./classify-supply.ts";
import { decodeFirmware } from "./decode-firmware.ts";
import { printerRows } from "./printer-rows.ts";
import type { TextReader } from "./text.ts";
import { arcsOf, asInteger } from "./values.ts";

const mfpBranch = /^1\.3\.6\.1\.4\.1\.18334\.1\.[12]\.1\.2\./;
/** As many options and trays as the contract takes. */
const mostOptions = 64;

/** What is known of the device before its capabilities. */
export interface Machine {
  /** hrDeviceIndex of the printer. */
  readonly device: number | undefined;
  readonly model: string | null;
  /** The maker's own model that is built alike, of a rebadged machine. */
  readonly twin: string | null;
  /** Its series takes no paper larger than A4. */
  readonly isSmall: boolean;
  /** Its own texts, or its number, say that a controller speaks. */
  readonly isController: boolean;
  readonly text: TextReader;
}

/** What the device can do; null where nothing it says decides. */
export function decodeCapabilities(
  library: MibLibrary,
  profile: Profile,
  answers: Answers,
  machine: Machine,
): Capabilities {
  const { device, text } = machine;
  const options = fittedOptions(profile, answers, text).slice(0, mostOptions);
  const trays = device === undefined ? 0 : printerRows(answers, device, ["prtInputMaxCapacity"]).length;
  const functions = countedFunctions(library, profile, answers);
  return {
    color: isColor(library, profile, answers, machine),
    largeFormat: takesLargePaper(profile, answers, machine),
    // -1 says that backs are not counted, which leaves open whether they are printed.
    duplex: (counterValue(profile, answers, "total.duplex") ?? notCounted) >= 0 ? true : null,
    controller: isExternalController(functions, profile, answers, machine) ? "external" : "internal",
    ...(functions.length > 0 && { functions }),
    trays: trays === 0 ? null : Math.min(trays, mostOptions),
    finisher: hasFinisher(library, answers, [...options, ...fittedModules(profile, answers, text)], text) ? true : null,
    ...(options.length > 0 && { options }),
  };
}

/**
 * `bizhub C454e`, `bizhub PRESS 1250P`, `ineo+ 258`: what follows the series tells color (C, +) from mono (a digit). The
 * series may be missing, as in `25e`; then the name is nothing but such a number.
 */
const seriesName = /^(?:bizhub|AccurioPress|AccurioPrint|ineo)(?: PRESS| PRO)? ?(C[0-9]|\+|[0-9]{2})/i;
const bareNumber = /^(C(?=[0-9])|[0-9])[0-9]{1,4}[a-z]{0,2}$/i;

/**
 * Color or mono. Any sign of color decides for it, because a color machine that passed for mono would lose its supplies:
 * the private bitmap of color classes, cells that count color pages, the model's name. Then the name and the bitmap may say
 * mono; the colorants come last, for a mono device may answer rows for color toners.
 */
function isColor(
  library: MibLibrary,
  profile: Profile,
  answers: Answers,
  { model, twin, text }: Machine,
): boolean | null {
  const classes = profile.counters.colorClasses;
  const bits = (classes && asInteger(scalar(answers, classes.object))) ?? 0;
  const hasBit = (mask: number | undefined) => mask !== undefined && bits > 0 && (bits & mask) !== 0;
  const number = [model, twin].map((name) => numberOf(name, profile)).find((found) => found !== undefined);
  if (hasBit(classes?.color) || countsColorPages(library, profile, answers)) return true;
  if (number !== undefined) return !/^[0-9]/.test(number);
  if (hasBit(classes?.black)) return false;
  const colorants = [...column(answers, "prtMarkerColorantValue").values()].flatMap((value) => text(value) ?? []);
  if (colorants.length === 0) return null;
  return colorants.some((name) => ["cyan", "magenta", "yellow"].includes(colorOfText(library.supplyRules, name) ?? ""));
}

function countsColorPages(library: MibLibrary, profile: Profile, answers: Answers): boolean {
  const matrix = profile.counters.matrix;
  if (!matrix) return false;
  return [...column(answers, matrix.columns.total)].some(([instance, value]) => {
    const type = asInteger(column(answers, matrix.color).get(instance));
    const color = type === undefined ? undefined : library.enumerations.get(matrix.color)?.get(type);
    return (
      (color ?? matrix.fallback.color.get(arcsOf(instance)[0] ?? 0)) === "fullColor" && (asInteger(value) ?? -1) > 0
    );
  });
}

/** A mono device of another maker may be named by a number too: only the maker's own profile reads it so. */
function numberOf(model: string | null, profile: Profile): string | undefined {
  if (model === null) return undefined;
  return (seriesName.exec(model) ?? (profile.counters.colorClasses ? bareNumber.exec(model) : null))?.[1];
}

const notCounted = -1;
/** kmLargeType: no paper counts as large. */
const nothingIsLarge = 0;

function counterValue(profile: Profile, answers: Answers, counter: "total" | "total.large" | "total.duplex") {
  const object = profile.counters.scalars.get(counter)?.[0];
  return object === undefined ? undefined : asInteger(scalar(answers, object));
}

/**
 * An A4 series has none, though it may count legal paper as large. Large pages that were made, or a counter for them on a
 * device that does not say that no paper is large, tell a machine for A3. No such counter tells an A4 engine only where
 * some paper counts as large: -1 also stands where nothing does, which is a setting.
 */
function takesLargePaper(profile: Profile, answers: Answers, { isSmall }: Machine): boolean | null {
  const large = counterValue(profile, answers, "total.large") ?? null;
  const meaning = profile.counters.counting && asInteger(scalar(answers, profile.counters.counting.largeMeans));
  if (isSmall) return false;
  if (large !== null && large > 0) return true;
  if (large === null || meaning === nothingIsLarge) return null;
  if (large === 0) return true;
  return meaning !== undefined && meaning > nothingIsLarge ? false : null;
}

/** Printers without a scanner, as PRESS 1250P and C353P, have no copies to count. */
const printerOnly = /[0-9]P$/;

/** A controller names itself, or it shows the engine's serial but no copy rows. */
function isExternalController(
  functions: readonly DeviceFunction[],
  profile: Profile,
  answers: Answers,
  { model, isController }: Machine,
): boolean {
  const matrix = profile.counters.matrix;
  if (isController) return true;
  if (!matrix || !mfpBranch.test(objectId(answers)) || printerOnly.test(model ?? "")) return false;
  return column(answers, matrix.columns.total).size > 0 && !functions.includes("copy");
}

/** A function that the device counts, be it zero; −1 says that there is none. */
function countedFunctions(library: MibLibrary, profile: Profile, answers: Answers): DeviceFunction[] {
  const { matrix, scalars } = profile.counters;
  const counted = new Set<string>();
  for (const [instance, value] of matrix ? column(answers, matrix.columns.total) : []) {
    if (!matrix || (asInteger(value) ?? -1) < 0) continue;
    const type = asInteger(column(answers, matrix.function).get(instance));
    const name =
      type === undefined
        ? matrix.fallback.function.get(arcsOf(instance)[1] ?? 0)
        : library.enumerations.get(matrix.function)?.get(type);
    if (name !== undefined) counted.add(name);
  }
  if (scalars.get("scan")?.some((object) => (asInteger(scalar(answers, object)) ?? -1) >= 0)) counted.add("scan");
  return deviceFunctions.filter((name) => counted.has(name));
}

/** A finisher shows as an option of that name, by its own firmware, or by its staples. */
function hasFinisher(library: MibLibrary, answers: Answers, units: readonly string[], text: TextReader): boolean {
  const hasWord = (name: string) => /finisher|finishing unit/i.test(name) || /^(?:FS|SD)-P?[0-9]/.test(name);
  if (units.some(hasWord)) return true;
  return [...column(answers, "prtMarkerSuppliesDescription")].some(([instance, value]) => {
    const type = asInteger(column(answers, "prtMarkerSuppliesType").get(instance));
    const traits = { type, isReceptacle: false, description: text(value) ?? "", color: null };
    return classifySupply(library.supplyRules, traits, true).kind === "staples";
  });
}

function objectId(answers: Answers): string {
  const value = scalar(answers, "sysObjectID");
  return value?.type === "oid" ? value.value : "";
}

/** Modules that have a firmware of their own. */
function fittedModules(profile: Profile, answers: Answers, text: TextReader): readonly string[] {
  return decodeFirmware(profile, answers, text).map(({ name }) => name);
}

function fittedOptions(profile: Profile, answers: Answers, text: TextReader): string[] {
  const options = profile.identity.options;
  if (!options) return [];
  return [...column(answers, options.name)].flatMap(([row, value]) => {
    const name = text(value);
    const status = asInteger(column(answers, options.status).get(row));
    return name !== undefined && status !== undefined && options.fitted.includes(status) ? [name] : [];
  });
}
