import type { Capabilities } from "../../contract/reading.ts";
import { type Answers, column, scalar } from "../profile/answers.ts";
import type { MibLibrary, Profile } from "../profile/mib-library.ts";
import { colorOfText } from "./classify-supply.ts";
import type { TextReader } from "./text.ts";
import { arcsOf, asInteger } from "./values.ts";

/** prtInputTable and the private counters: a device that counts large pages takes them. */
const copyFunction = 1;
const mfpBranch = /^1\.3\.6\.1\.4\.1\.18334\.1\.[12]\.1\.2\./;

/** What the device can do; null where nothing it says decides. */
export function decodeCapabilities(
  library: MibLibrary,
  profile: Profile,
  answers: Answers,
  model: string | null,
  text: TextReader,
): Capabilities {
  const options = fittedOptions(profile, answers, text);
  return {
    color: isColor(library, profile, answers, model, text),
    largeFormat: supports(profile, answers, "total.large"),
    duplex: supports(profile, answers, "total.duplex"),
    controller: isExternalController(profile, answers) ? "external" : "internal",
    ...(options.length > 0 && { options }),
  };
}

/**
 * Color or mono: by the private bitmap of color classes, then by cells that count color pages, then by the model's name
 * (bizhub C…, ineo+), last by the colorants. A mono device may answer rows for color toners, so they come last.
 */
function isColor(
  library: MibLibrary,
  profile: Profile,
  answers: Answers,
  model: string | null,
  text: TextReader,
): boolean | null {
  const classes = profile.counters.colorClasses;
  const bits = classes ? asInteger(scalar(answers, classes.object)) : undefined;
  if (classes && bits !== undefined && bits > 0) {
    if ((bits & classes.color) !== 0) return true;
    if ((bits & classes.black) !== 0) return false;
  }
  if (countsColorPages(library, profile, answers)) return true;
  if (model !== null && /^(?:bizhub|AccurioPress|AccurioPrint|bizhub PRESS|bizhub PRO) C[0-9]|^ineo ?\+/i.test(model))
    return true;
  if (model !== null && /^(?:bizhub|bizhub PRO|AccurioPress) [0-9]{3,4}|^ineo [0-9]/i.test(model)) return false;
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
function isExternalController(profile: Profile, answers: Answers): boolean {
  const matrix = profile.counters.matrix;
  if (!matrix || !mfpBranch.test(`${objectId(answers)}`)) return false;
  const rows = [...column(answers, matrix.columns.total).keys()];
  const isCopy = (instance: string) =>
    (asInteger(column(answers, matrix.function).get(instance)) ?? arcsOf(instance)[1]) === copyFunction;
  return rows.length > 0 && !rows.some(isCopy);
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
