import type { Level, Part, Supply } from "../../contract/supply.ts";
import { type Html, html } from "./html.ts";
import { isLow } from "./urgency.ts";
import type { Voice } from "./voice.ts";

type Item = Supply | Part;

const inkColors: readonly string[] = ["black", "cyan", "magenta", "yellow"];
const vagueStates: readonly Level["state"][] = ["some", "low", "unknown"];
/** One supply or part: its name, a bar, and the level as text, for color alone must not carry the meaning. */
export function levelLine(item: Item, voice: Voice): Html {
  const words = levelWords(item.level, item.kind === "waste", voice);
  const text = html`<span class="reading ${tone(item.level)}">${words}</span>`;
  return html`<li class="level"><span>${itemName(item, voice)}</span>${bar(item.level, inkOf(item.color))}${text}</li>`;
}

/** The class that paints a colorant; what has no paint of its own is plain. */
export function inkOf(color: string | null): string {
  return color !== null && inkColors.includes(color) ? color : "plain";
}

/** `Toner, cyan`; what has no word of ours shows the device's own text. */
export function itemName({ kind, color, description, key }: Omit<Item, "raw">, voice: Voice): Html {
  const colorName = color === null ? null : voice.name("color", color);
  if (kind === "otherSupply" || kind === "otherPart") return html`<bdi>${description || key}</bdi>`;
  return html`${voice.word(`kind.${kind}`)}${colorName === null ? null : `, ${colorName}`}`;
}

/** A receptacle counts the other way round (RFC 3805 prtMarkerSuppliesLevel), so its level says what it means. */
export function levelWords(level: Level, isReceptacle: boolean, voice: Voice): string {
  if (isReceptacle && level.state === "some") return voice.word("notFull");
  if (level.state !== "percent") return voice.word(`level.${level.state}`);
  return isReceptacle ? `${voice.percent(level.percent)} ${voice.word("roomLeft")}` : voice.percent(level.percent);
}

/**
 * A state without a number gets a hatched bar: any length would be made up. An attribute of SVG carries the width,
 * because the page's policy forbids style attributes.
 */
function bar(level: Level, ink: string): Html {
  if (vagueStates.includes(level.state)) return html`<span class="bar vague"></span>`;
  const percent = level.state === "percent" ? level.percent : 0;
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="${ink}" width="${percent}" height="8"/></svg>`;
}

function tone(level: Level): string {
  if (level.state === "empty" || level.state === "full") return "bad";
  if (isLow(level)) return "warn";
  return level.state === "percent" ? "" : "soft";
}
