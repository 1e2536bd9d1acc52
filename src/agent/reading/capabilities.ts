import { type Capabilities, type DeviceFunction, deviceFunctions } from "../../contract/reading.ts";
import { type Answers, column, scalar } from "../profile/answers.ts";
import type { MibLibrary, Profile } from "../profile/mib-library.ts";
import { classifySupply, colorOfText } from "./classify-supply.ts";
import { printerRows } from "./printer-rows.ts";
import type { TextReader } from "./text.ts";
import { arcsOf, asInteger } from "./values.ts";

const mfpBranch = /^1\.3\.6\.1\.4\.1\.18334\.1\.[12]\.1\.2\./;
/** As many options and trays as the contract takes. */
const mostOptions = 64;

/** What the device can do; null where nothing it says decides. */
export function decodeCapabilities(
  library: MibLibrary,
  profile: Profile,
  answers: Answers,
  device: number | undefined,
  model: string | null,
  text: TextReader,
): Capabilities {
  const options = fittedOptions(profile, answers, text).slice(0, mostOptions);
  const trays = device === undefined ? 0 : printerRows(answers, device, ["prtInputMaxCapacity"]).length;
  const functions = countedFunctions(library, profile, answers);
  return {
    color: isColor(library, profile, answers, model, text),
    largeFormat: supports(profile, answers, "total.large"),
    duplex: supports(profile, answers, "total.duplex"),
    controller: isExternalController(functions, profile, answers) ? "external" : "internal",
    ...(functions.length > 0 && { functions }),
    trays: trays === 0 ? null : Math.min(trays, mostOptions),
    finisher: hasFinisher(library, answers, options, text) ? true : null,
    ...(options.length > 0 && { options }),
  };
}

/** `bizhub C454e`, `bizhub PRESS 1250P`, `ineo+ 258`: what follows the series tells color (C, +) from mono (a digit). */
const seriesName = /^(?:bizhub|AccurioPress|AccurioPrint|ineo)(?: PRESS| PRO)? ?(C[0-9]|\+|[0-9]{2})/i;

/**
 * Color or mono. Any sign of color decides for it, because a color machine that passed for mono would lose its supplies:
 * the private bitmap of color classes, cells that count color pages, the model's name. Then the name and the bitmap may say
 * mono; the colorants come last, for a mono device may answer rows for color toners.
 */
function isColor(
  library: MibLibrary,
  profile: Profile,
  answers: Answers,
  model: string | null,
  text: TextReader,
): boolean | null {
  const classes = profile.counters.colorClasses;
  const bits = (classes && asInteger(scalar(answers, classes.object))) ?? 0;
  const hasBit = (mask: number | undefined) => mask !== undefined && bits > 0 && (bits & mask) !== 0;
  const number = model === null ? undefined : seriesName.exec(model)?.[1];
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

/** −1 says that there is no such counter, and so no such function; a device that keeps silent leaves it open. */
function supports(profile: Profile, answers: Answers, counter: "total.large" | "total.duplex"): boolean | null {
  const object = profile.counters.scalars.get(counter)?.[0];
  const value = object === undefined ? undefined : asInteger(scalar(answers, object));
  return value === undefined ? null : value >= 0;
}

/** A controller in front of an engine shows the engine's serial but no copy rows. */
function isExternalController(functions: readonly DeviceFunction[], profile: Profile, answers: Answers): boolean {
  const matrix = profile.counters.matrix;
  if (!matrix || !mfpBranch.test(objectId(answers))) return false;
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

/** A finisher shows as an option of that name or by its staples. */
function hasFinisher(library: MibLibrary, answers: Answers, options: readonly string[], text: TextReader): boolean {
  const hasWord = (name: string) => name.toLowerCase().includes("finisher") || /^(?:FS|SD)-[0-9]/.test(name);
  if (options.some(hasWord)) return true;
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

function fittedOptions(profile: Profile, answers: Answers, text: TextReader): string[] {
  const options = profile.identity.options;
  if (!options) return [];
  return [...column(answers, options.name)].flatMap(([row, value]) => {
    const name = text(value);
    const status = asInteger(column(answers, options.status).get(row));
    return name !== undefined && status !== undefined && options.fitted.includes(status) ? [name] : [];
  });
}
