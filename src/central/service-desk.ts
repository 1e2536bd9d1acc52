import type { Event } from "../contract/event.ts";
import type { ServiceRequest } from "../contract/record.ts";
import { stampOf } from "./clock.ts";
import type { RegistryEntry } from "./registry.ts";
import type { Sign } from "./sign.ts";
import type { DetailLine, WorkOrder } from "./work-order.ts";
import { addWorkingHours, kyivDate } from "./working-hours.ts";

/** An engineer tries to help remotely within this many working hours of a fault. */
const remoteHours = 2;
/** The usual term of a visit, for contracts that name none. */
const usualVisitHours = 8;
/** Parts come within five working days of nine hours. */
const maintenanceHours = 45;

/** What somebody needs, whoever said so: the device or a person. */
export type Need = Pick<
  WorkOrder,
  "kind" | "uid" | "cause" | "key" | "serial" | "model" | "text" | "detail" | "raisedAt"
>;

/** The moment of a decision, and the days on which nobody works. */
export interface DeskTime {
  readonly nowMs: number;
  readonly holidays: ReadonlySet<string>;
}

/** The need that an event states, or undefined when it asks for nothing. */
export function needOfEvent(sign: Sign, event: Event): Need | undefined {
  if (event.type !== "tonerNeed" && event.type !== "partNeed" && event.type !== "fault") return undefined;
  const { device, text } = event;
  const common = {
    uid: sign.uid,
    cause: sign.cause,
    key: sign.key,
    serial: device.serial,
    model: device.model,
    text,
    raisedAt: sign.at,
  };
  const place = device.location === null ? [] : [{ about: "place" as const, text: device.location }];
  if (event.type === "tonerNeed") return { ...common, kind: "toner", detail: place };
  if (event.type === "partNeed") {
    return { ...common, kind: "maintenance", detail: [{ about: "part", text: event.data.description }, ...place] };
  }
  const { code, panelText, alternatives } = event.data;
  const working = alternatives.map(({ model, address, location }) => ({
    about: "nearby" as const,
    text: [model, address, location].filter((part) => part !== null).join(" "),
  }));
  const panel = panelText === null ? [] : [{ about: "panel" as const, text: panelText }];
  return { ...common, kind: "repair", detail: [{ about: "code", text: code }, ...panel, ...place, ...working] };
}

/** The need of a person on site; the device's serial and model come from what central knows of it. */
export function needOfRequest(
  sign: Sign,
  request: ServiceRequest,
  device: Pick<Need, "serial" | "model"> | undefined,
): Need {
  return {
    ...wishOf(request),
    uid: sign.uid,
    cause: sign.cause,
    key: sign.key,
    serial: device?.serial ?? null,
    model: device?.model ?? null,
    raisedAt: sign.at,
  };
}

function wishOf({ what, color, place, text, contact }: ServiceRequest): Pick<Need, "kind" | "text" | "detail"> {
  const lines: readonly DetailLine[] = [
    { about: null, text },
    { about: "contact", text: contact },
  ];
  const detail = lines.filter((line) => line.text !== "");
  if (what === "toner") return { kind: "toner", text: `Toner requested: ${color ?? "color not named"}`, detail };
  if (what === "placeChange") return { kind: what, text: place ?? "", detail };
  if (what === "contactChange") return { kind: what, text: contact, detail: [] };
  return { kind: "repair", text: "Help requested on site", detail };
}

/** Prefix and year of the series from which a work order takes its number; years turn in Kyiv. */
export function seriesOf(kind: WorkOrder["kind"], nowMs: number): string {
  return `${kind === "toner" ? "TO" : "SR"}-${kyivDate(nowMs).slice(0, 4)}`;
}

/** Registers a need: open where the contract allows it, held with the reason where not. */
export function openOrder(number: string, need: Need, entry: RegistryEntry | undefined, time: DeskTime): WorkOrder {
  const blank = {
    ...{ number, ...need, state: "open" as const, openedAt: stampOf(time.nowMs), escalatedAt: null, closedAt: null },
    ...{ holdReason: null, remoteBy: null, deadline: null },
    ...{ si: null, customer: null, site: null, person: "", email: "" },
  };
  return place(blank, entry, time);
}

/** Looks again at a held order after the registry changed; undefined: nothing changes. */
export function reconsider(order: WorkOrder, entry: RegistryEntry | undefined, time: DeskTime): WorkOrder | undefined {
  if (order.state !== "held" || holdReasonOf(entry) === order.holdReason) return undefined;
  return place(order, entry, time);
}

/** The cause is gone: nothing is left to do. */
export function closeOrder(order: WorkOrder, closedAt: string): WorkOrder {
  return { ...order, state: "closed", closedAt };
}

/** The device still lacks what was ordered; undefined when that was said already or nothing is open. */
export function escalateOrder(order: WorkOrder, at: string): WorkOrder | undefined {
  return order.state === "closed" || order.escalatedAt !== null ? undefined : { ...order, escalatedAt: at };
}

function holdReasonOf(entry: RegistryEntry | undefined): string | null {
  if (entry === undefined) return "not registered";
  return entry.status === "blocked" ? entry.reason : null;
}

/** Deadlines run from the moment on which the order may be worked on, not from the time on which it was held. */
function place(order: WorkOrder, entry: RegistryEntry | undefined, { nowMs, holidays }: DeskTime): WorkOrder {
  const holdReason = holdReasonOf(entry);
  const due = (hours: number) => stampOf(addWorkingHours(nowMs, hours, holidays));
  const visitHours = entry?.deadlineHours ?? usualVisitHours;
  const noHours = { toner: null, placeChange: null, contactChange: null };
  const hours = { ...noHours, repair: visitHours, maintenance: maintenanceHours }[order.kind];
  return {
    ...order,
    si: entry?.si ?? null,
    customer: entry?.customer ?? null,
    site: entry?.site ?? null,
    person: entry?.person ?? "",
    email: entry?.email ?? "",
    state: holdReason === null ? "open" : "held",
    holdReason,
    remoteBy: holdReason === null && order.kind === "repair" ? due(remoteHours) : null,
    deadline: holdReason === null && hours !== null ? due(hours) : null,
  };
}
