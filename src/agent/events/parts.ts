import type { Event } from "../../contract/event.ts";
import type { Level, Part, Supply } from "../../contract/supply.ts";
import { keepList, keepObject } from "../leaf/unchanged.ts";
import { type ClosedLife, followLevel, fullness, type Life, openLife } from "./cartridge-life.ts";
import { type Confirmation, confirm } from "./confirmation.ts";
import { clear, note, raise, type Step } from "./event-head.ts";
import { forecast } from "./forecast.ts";
import { pagesOf } from "./meters.ts";
import type { Poll } from "./poll.ts";
import type { Stage, WearAlert } from "./wear-alerts.ts";

/** A part that wears, or the waste box: what an engineer or the service's parcel replaces. */
export interface PartSlot {
  readonly key: string;
  readonly color: string | null;
  readonly description: string;
  readonly life: Life;
  readonly nearEnd: Confirmation | null;
  readonly end: Confirmation | null;
}

type WearItem = Pick<Part | Supply, "key" | "color" | "description" | "level">;

export const stages: readonly Stage[] = ["nearEnd", "end"];
/** A device whose parts change their names with every poll must not fill the store. */
const maxSlots = 128;

/** Raises near end and end of each part once per life, and closes them when the part was replaced. */
export function reduceParts(
  slots: readonly PartSlot[],
  poll: Poll,
  alerts: readonly WearAlert[],
): Step<readonly PartSlot[]> {
  const waste = (poll.reading.supplies ?? []).filter(({ kind }) => kind === "waste");
  const items: readonly WearItem[] = [...(poll.reading.parts ?? []), ...waste];
  const known = new Set(slots.map(({ key }) => key));
  const added = items.filter(({ key }) => !known.has(key)).map((item) => openSlot(item, poll));
  const itemOf = new Map(items.map((item) => [item.key, item]));
  const toldOf = Map.groupBy(alerts, ({ part }) => part);
  const steps = [...slots, ...added].slice(0, maxSlots).map((slot) => {
    const [item, told] = [itemOf.get(slot.key), toldOf.get(slot.key)];
    const isTouched =
      item !== undefined || told !== undefined || stages.some((stage) => slot[stage]?.raisedAt === null);
    return isTouched ? reduceSlot(slot, item, told ?? [], poll) : { state: slot, events: [] };
  });
  return {
    state: keepList(
      slots,
      steps.map(({ state }) => state),
    ),
    events: steps.flatMap(({ events }) => events),
  };
}

function openSlot({ key, color, description, level }: WearItem, poll: Poll): PartSlot {
  const life = openLife(1, null, level, { at: poll.at, pages: pagesOf(poll.meter, color) }, poll);
  return { key, color, description, life, nearEnd: null, end: null };
}

function reduceSlot(
  slot: PartSlot,
  item: WearItem | undefined,
  told: readonly WearAlert[],
  poll: Poll,
): Step<PartSlot> {
  const description = item?.description ?? slot.description;
  const point = { at: poll.at, pages: pagesOf(poll.meter, slot.color) };
  const { life, closed } =
    item === undefined ? { life: slot.life, closed: null } : followLevel(slot.life, item.level, point, poll);
  if (closed !== null) {
    const state = { ...slot, description, life, nearEnd: null, end: null };
    return { state, events: tellReplacement(slot, closed, life.level, poll) };
  }
  if (life.rise !== null) return { state: keepObject(slot, { ...slot, life }), events: [] };

  let state: PartSlot = { ...slot, description, life };
  const events: Event[] = [];
  for (const stage of stages) {
    if (slot[stage]?.raisedAt != null) continue;
    const isShown = showsStage(stage, slot, item?.level, told, poll);
    const { next, edge } = confirm(slot[stage], isShown, poll.at, poll.settings.confirmAfterMs);
    state = { ...state, [stage]: next };
    if (edge === "raise") events.push(tellNeed(state, stage, item?.level ?? life.level, told, poll));
  }
  return { state: keepObject(slot, state), events };
}

/** Whether a part is that far worn, by an alert or by its level; undefined: this poll does not tell. */
function showsStage(
  stage: Stage,
  slot: PartSlot,
  level: Level | undefined,
  told: readonly WearAlert[],
  { reading, settings }: Poll,
): boolean | undefined {
  if (told.some((wear) => wear.stage === stage || wear.stage === "end")) return true;
  const limit = stage === "end" ? 0 : settings.partLowPercent;
  const left = level === undefined ? null : fullness(level, settings.partLowPercent);
  if (left !== null) return left <= limit;
  // What alerts alone began ends with them; a level is not gone because a poll did not ask for it.
  const isAbove = (fullness(slot.life.level, settings.partLowPercent) ?? 0) > limit;
  return isAbove && reading.alerts !== undefined && reading.complete ? false : undefined;
}

/** The key of a part's need, as in `part.drum.cyan#life-2.nearEnd`. */
export function partNeedKey(slot: PartSlot, stage: Stage): string {
  return `part.${slot.key}#life-${slot.life.number}.${stage}`;
}

function tellNeed(slot: PartSlot, stage: Stage, level: Level, told: readonly WearAlert[], poll: Poll): Event {
  const present = { at: poll.at, pages: pagesOf(poll.meter, slot.color) };
  const left = forecast(slot.life.curve, level, present, poll.settings.forecastMinDays);
  return {
    ...raise(poll, {
      key: partNeedKey(slot, stage),
      certainty: told.length > 0 ? "certain" : "likely",
      text: `${slot.description} ${stage === "end" ? "is at its end" : "nears its end"}`,
      evidence: {
        level,
        observedAt: [slot[stage]?.firstAt ?? poll.at, poll.at],
        ...(told.length > 0 && { alerts: told.map(({ alert }) => alert).slice(0, 16) }),
      },
    }),
    type: "partNeed",
    data: { part: slot.key, description: slot.description, level, stage, partCode: null, ...left },
  };
}

function tellReplacement(slot: PartSlot, closed: ClosedLife, level: Level, poll: Poll): Event[] {
  const { key: part, description } = slot;
  const telling = {
    certainty: "likely" as const,
    text: `${description} was replaced`,
    evidence: { level, observedAt: [closed.closedAt, poll.at] },
  };
  const cleared = stages.flatMap((stage): Event[] => {
    const raisedAt = slot[stage]?.raisedAt ?? null;
    if (raisedAt === null) return [];
    const head = clear(poll, raisedAt, { ...telling, key: partNeedKey(slot, stage) });
    return [{ ...head, type: "partNeed", data: { part, description, level, stage, partCode: null } }];
  });
  const replaced: Event = {
    ...note(poll, { ...telling, key: `part.${part}#life-${closed.number}.replaced` }),
    type: "partReplaced",
    data: { part, description, levelBefore: closed.levelAtClose, levelAfter: level },
  };
  return [...cleared, replaced];
}
