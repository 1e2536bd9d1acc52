import { z } from "zod";
import type { Event, EventDevice } from "../../contract/event.ts";
import { nameFault } from "../events/faults.ts";
import { jamsCode } from "../events/jams.ts";
import { fill } from "../leaf/language.ts";
import type { eventWords } from "./event-words.ts";
import type { Voice } from "./voice.ts";

/** A sentence about an event before it is said in a language; small, whatever the event carries to central. */
export const EventDetail = z
  .object({ say: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) })
  .readonly();
export type EventDetail = z.infer<typeof EventDetail>;

type NameIn<Key> = Key extends `detail.${infer Name}` ? Name : never;
type Sentence = NameIn<keyof typeof eventWords>;

const mostModules = 8;

/** What is to be said of an event, by its type and data. */
export function detailOf(event: Event): EventDetail {
  const isOver = event.action === "clear";
  switch (event.type) {
    case "tonerNeed":
      return isOver ? detail("tonerReplaced", { color: event.data.color }) : tonerDetail(event.data);
    case "tonerReminder":
      return detail("tonerStillEmpty", { color: event.data.color, moment: event.evidence.observedAt[0] ?? event.at });
    case "cartridgeReplaced": {
      const { color, isPremature, levelAtClose } = event.data;
      if (!isPremature || levelAtClose.state !== "percent") return detail("tonerReplaced", { color });
      return detail("tonerReplacedEarly", { color, percent: levelAtClose.percent });
    }
    case "partNeed":
      return detail(isOver ? "partDone" : event.data.stage === "end" ? "partEnd" : "partNearEnd", {
        part: event.data.description,
      });
    case "partReplaced":
      return detail("partReplaced", { part: event.data.description });
    case "fault":
      return faultDetail(event.data, isOver);
    case "deviceFound":
      return detail(isOver ? "registered" : event.data.isRegistered ? "found" : "foundUnregistered", {
        device: deviceText(event.device),
      });
    case "deviceSilent": {
      const { lastContactAt } = event.data;
      if (isOver) return detail("answers");
      return lastContactAt === null ? detail("neverAnswered") : detail("silent", { moment: lastContactAt });
    }
    case "deviceMoved": {
      const { what, from, to } = event.data;
      return detail("moved", { what, from: from ?? "–", to: to ?? "–" });
    }
    case "deviceSwapped": {
      const { serial, model, uid } = event.data.previous;
      return detail("swapped", { device: deviceText(event.device), previous: serial ?? model ?? uid });
    }
    case "deviceRestarted":
      return detail("restarted", { spanMs: event.data.uptimeMs });
    case "firmwareChanged": {
      const shown = event.data.modules.slice(0, mostModules).map(({ name, to }) => `${name} ${to ?? "–"}`);
      return detail("firmware", { modules: shown.join(", ") });
    }
    case "meterEpoch":
      return detail("meterEpoch", { reason: event.data.reason, count: event.data.epoch });
    case "monthClose":
      return detail("monthClose", { month: event.data.month });
    case "sitePowerCut":
      return detail(isOver ? "powerBack" : event.action === "note" ? "powerBlink" : "powerCut", {
        count: event.data.devices.length,
      });
  }
}

/** How a value is said, by its name; any other stands as it is. */
const sayings: Readonly<Record<string, (value: string | number, voice: Voice) => string>> = {
  color: (color, voice) => voice.name("color", `${color}`),
  what: (what, voice) => voice.name("moved", `${what}`),
  reason: (reason, voice) => voice.name("epochReason", `${reason}`),
  percent: (percent, voice) => voice.percent(Number(percent)),
  count: (count, voice) => voice.number(Number(count)),
  spanMs: (ms, voice) => voice.span(Number(ms)),
  moment: (at, voice) => voice.momentText(`${at}`),
};

/** The sentence in the language of the voice; undefined: another version of the agent said what this one has no words for. */
export function sayDetail({ say, values }: EventDetail, voice: Voice): string | undefined {
  const text = voice.name("detail", say);
  if (text === say) return undefined;
  const said = Object.entries(values).map(([name, value]) => [name, sayings[name]?.(value, voice) ?? value]);
  return fill(text, Object.fromEntries(said));
}

function tonerDetail({ color, isEmpty, level }: Extract<Event, { type: "tonerNeed" }>["data"]): EventDetail {
  if (isEmpty) return detail("tonerEmpty", { color });
  if (level.state !== "percent") return detail("tonerShort", { color });
  return detail("tonerLow", { color, percent: level.percent });
}

function faultDetail({ code, panelText }: Extract<Event, { type: "fault" }>["data"], isOver: boolean): EventDetail {
  if (code === jamsCode) return detail(isOver ? "jamsOver" : "jams");
  return isOver ? detail("faultOver", { fault: code }) : detail("fault", { fault: nameFault(code, panelText) });
}

function deviceText({ model, address }: EventDevice): string {
  return model === null ? address : `${model} (${address})`;
}

function detail(say: Sentence, values: EventDetail["values"] = {}): EventDetail {
  return { say, values };
}
