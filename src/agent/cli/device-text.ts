import type { Part, Supply } from "../../contract/supply.ts";
import type { DeviceSnapshot } from "../status/agent-snapshot.ts";
import { counterName } from "../status/counter-name.ts";
import type { Voice } from "../status/voice.ts";
import { levelBar } from "./level-bar.ts";
import type { Speech } from "./speech.ts";
import { alignColumns, printable } from "./table.ts";

/** One line a device. */
export function deviceTable(devices: readonly DeviceSnapshot[], { say }: Speech, voice: Voice): readonly string[] {
  const { word } = voice;
  if (devices.length === 0) return [word("noDevices")];
  const rows = devices.map((device) => [
    device.si ?? "–",
    device.serial ?? "–",
    device.model ?? word("unnamed"),
    device.address,
    device.location ?? "–",
    word(`contact.${device.contact}`),
    tonerText(device),
    voice.momentText(device.lastContactAt),
  ]);
  const heads = [
    word("si"),
    word("serial"),
    word("model"),
    word("address"),
    word("location"),
    word("state"),
    say("toner"),
    word("lastContact"),
  ];
  return alignColumns([heads, ...rows]);
}

/** `K 46 C 80 M 71 Y 9`; a level without a number shows `?`. */
function tonerText({ reading }: DeviceSnapshot): string {
  const toners = (reading?.supplies ?? []).filter(({ kind }) => kind === "toner");
  const letters: Readonly<Record<string, string>> = { black: "K", cyan: "C", magenta: "M", yellow: "Y" };
  const parts = toners.map(
    ({ color, level }) => `${letters[color ?? ""] ?? color ?? ""} ${level.state === "percent" ? level.percent : "?"}`,
  );
  return parts.join(" ") || "–";
}

/** All that is known of one device. */
export function deviceText(device: DeviceSnapshot, speech: Speech, voice: Voice): readonly string[] {
  const { word } = voice;
  const { reading } = device;
  const facts: readonly (readonly [string, string])[] = [
    [word("si"), device.si ?? word("notRegistered")],
    [word("serial"), device.serial ?? word("unknown")],
    [word("address"), device.address],
    [word("location"), device.location ?? word("unknown")],
    [word("state"), word(`contact.${device.contact}`)],
    [word("lastContact"), voice.momentText(device.lastContactAt)],
    [word("lastReading"), voice.momentText(reading?.observedAt ?? null)],
    [word("lastChange"), voice.momentText(device.lastRecordedAt)],
  ];
  return [
    printable(device.model ?? word("unnamed")),
    ...alignColumns(facts.map(([name, value]) => [`  ${name}`, value])),
    ...(reading === null
      ? ["", speech.say("noReadingStored", { address: device.address })]
      : [
          ...section(word("alerts"), alertRows(reading.alerts ?? [], voice)),
          ...section(word("supplies"), levelRows(reading.supplies ?? [], voice)),
          ...section(word("parts"), levelRows(reading.parts ?? [], voice)),
          ...section(
            word("counters"),
            (reading.counters ?? []).map(({ id, value }) => [counterName(id, voice), voice.number(value)]),
          ),
        ]),
  ];
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0
    ? []
    : ["", title, ...alignColumns(rows.map(([first = "", ...rest]) => [`  ${first}`, ...rest]))];
}

function alertRows(
  alerts: readonly {
    readonly kind: "service" | "maintenance" | "supply" | "user" | "info";
    readonly text: string;
    readonly codeName: string;
  }[],
  voice: Voice,
): readonly (readonly string[])[] {
  return alerts.map(({ kind, text, codeName }) => [voice.word(`alert.${kind}`), text || codeName]);
}

function levelRows(items: readonly (Supply | Part)[], voice: Voice): readonly (readonly string[])[] {
  return items.map((item) => {
    const { kind, color, description, key } = item;
    const isOther = kind === "otherSupply" || kind === "otherPart";
    const name = isOther ? description || key : voice.word(`kind.${kind}`);
    return [color === null || isOther ? name : `${name}, ${voice.name("color", color)}`, levelBar(item, voice)];
  });
}
