import type { Level, Part, Supply } from "../../contract/supply.ts";
import type { ClosedLife } from "../events/cartridge-life.ts";
import type { DeviceMemory } from "../events/device-memory.ts";
import { forecast } from "../events/forecast.ts";
import { pagesOf } from "../events/meters.ts";
import { fill } from "../leaf/language.ts";
import { type Html, html } from "./html.ts";
import { itemName, levelWords } from "./level-line.ts";
import { stackedTable } from "./stacked-table.ts";
import type { Voice } from "./voice.ts";

/** The cartridge or part in one slot now, and those before it. */
export interface SlotLife {
  readonly key: string;
  /** null: not tied to one color. */
  readonly color: string | null;
  readonly description: string;
  /** From 1: how many the slot has seen. */
  readonly number: number;
  /** null: it was there before the agent. */
  readonly openedAt: string | null;
  readonly level: Level;
  readonly daysLeft: number | null;
  readonly pagesLeft: number | null;
  /** The oldest first. */
  readonly closed: readonly ClosedLife[];
}

/** What the agent remembers of the slots of a device. */
export interface LifeBook {
  readonly cartridges: readonly SlotLife[];
  readonly parts: readonly SlotLife[];
}

/** @param minDays a level curve shorter than this predicts nothing */
export function lifeBookOf({ toners, parts, meter, observedAt }: DeviceMemory, minDays: number): LifeBook {
  const lifeOf = (slot: DeviceMemory["toners"][number] | DeviceMemory["parts"][number]): SlotLife => {
    const { number, openedAt, level, curve } = slot.life;
    const present = { at: observedAt ?? "", pages: pagesOf(meter, slot.color) };
    return {
      ...{ key: slot.key, color: slot.color, number, openedAt, level },
      ...forecast(curve, level, present, minDays),
      description: "description" in slot ? slot.description : "",
      closed: "closed" in slot ? slot.closed : [],
    };
  };
  return { cartridges: toners.map(lifeOf), parts: parts.map(lifeOf) };
}

/** What is in each slot, since when, and how long it lasts. */
export function lifeTable(lives: readonly SlotLife[], items: readonly (Supply | Part)[], voice: Voice): Html | null {
  if (lives.length === 0) return null;
  return html`${slotTable(lives, items, voice)}<p class="soft">${voice.word("forecastNote")}</p>`;
}

/** Those that can be foretold; of the others, which are many on a new device, how many they are. */
export function forecastTable(
  lives: readonly SlotLife[],
  items: readonly (Supply | Part)[],
  voice: Voice,
): Html | null {
  if (lives.length === 0) return null;
  const known = lives.filter(({ daysLeft, pagesLeft }) => daysLeft !== null || pagesLeft !== null);
  const count = lives.length - known.length;
  const rest = count === 0 ? null : html`<p class="soft">${fill(voice.word("tooEarly"), { count })}</p>`;
  return html`${known.length === 0 ? null : slotTable(known, items, voice)}${rest}`;
}

function slotTable(lives: readonly SlotLife[], items: readonly (Supply | Part)[], voice: Voice): Html {
  const { word, number } = voice;
  const heads = (["item", "level", "inUseSince", "daysLeft", "pagesLeft"] as const).map(word);
  const rows = lives.map((life) => ({
    head: slotName(life, items, voice),
    cells: [
      levelWords(life.level, items.find(({ key }) => key === life.key)?.kind === "waste", voice),
      life.openedAt === null ? word("beforeAgent") : voice.date(life.openedAt),
      life.daysLeft === null ? "–" : number(Math.round(life.daysLeft)),
      life.pagesLeft === null ? "–" : number(life.pagesLeft),
    ],
  }));
  return stackedTable(heads, rows);
}

/** Cartridges that ended, the newest first: how long they lasted and what was left in them. */
export function closedTable(lives: readonly SlotLife[], items: readonly (Supply | Part)[], voice: Voice): Html | null {
  const closed = lives
    .flatMap((life) => life.closed.map((one) => ({ life, one })))
    .sort((first, second) => second.one.closedAt.localeCompare(first.one.closedAt));
  if (closed.length === 0) return null;
  const { word, number, date } = voice;
  const heads = (["item", "inUseSince", "replaced", "pages", "levelAtClose"] as const).map(word);
  const rows = closed.map(({ life, one: { openedAt, closedAt, pages, levelAtClose } }) => ({
    head: slotName(life, items, voice),
    cells: [
      openedAt === null ? word("beforeAgent") : date(openedAt),
      date(closedAt),
      pages === null ? "–" : number(pages),
      levelWords(levelAtClose, false, voice),
    ],
  }));
  return html`<details><summary>${word("endedCartridges")} <span class="soft">${closed.length}</span></summary>${stackedTable(heads, rows)}</details>`;
}

/** The item's own name while the device tells of it, else what its key says. */
export function slotName(slot: SlotLife, items: readonly (Supply | Part)[], voice: Voice): Html {
  const { key, color, description } = slot;
  const item = items.find((candidate) => candidate.key === key);
  if (item !== undefined) return itemName(item, voice);
  if (description !== "") return html`<bdi>${description}</bdi>`;
  const [kind = ""] = key.split(".");
  return html`${voice.name("kind", kind)}${color === null ? null : `, ${voice.name("color", color)}`}`;
}
