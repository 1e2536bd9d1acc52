import type { Reading } from "../../contract/reading.ts";
import type { Cover, Tray } from "../../contract/status.ts";
import type { Part, Supply } from "../../contract/supply.ts";
import type { AgentSnapshot, DeviceSnapshot } from "./agent-snapshot.ts";
import { alertList } from "./alert-list.ts";
import { contactTags, devicePath } from "./device-head.ts";
import { eventList } from "./event-list.ts";
import { type Html, html } from "./html.ts";
import { itemName, levelLine } from "./level-line.ts";
import { factList, framePage, section } from "./page-frame.ts";
import type { Voice } from "./voice.ts";

/** All that is known of one device. */
export function renderDevicePage(snapshot: AgentSnapshot, device: DeviceSnapshot, voice: Voice): string {
  const { uid, reading } = device;
  const { word } = voice;
  const title = device.model ?? word("unnamed");
  const events = snapshot.recentEvents.filter((event) => event.device?.uid === uid);
  return framePage(
    {
      title: `${title} · ${snapshot.siteName}`,
      path: devicePath(uid),
      head: html`<p><a href="/?lang=${voice.language}">← ${word("overview")}</a></p><h1><bdi>${title}</bdi></h1>${contactTags(device, voice)}`,
      body: [
        section(word("state"), stateFacts(device, voice)),
        ...(reading === null ? [html`<p class="soft">${word("notRead")}</p>`] : readingSections(reading, voice)),
        section(word("recentEvents"), eventList(events, voice)),
      ],
    },
    voice,
  );
}

function stateFacts(device: DeviceSnapshot, voice: Voice): Html {
  const { word, moment } = voice;
  const { reading, si } = device;
  const printer = reading?.status?.printer ?? null;
  const panel = reading?.status?.console ?? [];
  return factList([
    [word("si"), si ?? html`<strong class="warn">${word("notRegistered")}</strong>`],
    [word("serial"), device.serial ?? word("unknown")],
    [word("address"), device.address],
    [word("location"), device.location],
    [word("hostName"), reading?.device.hostName ?? null],
    [word("state"), printer === null ? null : word(`printer.${printer}`)],
    [word("panel"), panel.length === 0 ? null : panel.map((line) => html`<bdi class="line">${line}</bdi>`)],
    [word("lastContact"), moment(device.lastContactAt)],
    [
      word("lastReading"),
      reading === null
        ? word("never")
        : html`${moment(reading.observedAt)}${reading.complete ? null : html` <span class="warn">${word("incomplete")}</span>`}`,
    ],
    [word("lastChange"), moment(device.lastRecordedAt)],
  ]);
}

function readingSections(reading: Reading, voice: Voice): readonly Html[] {
  const { supplies = [], parts = [], counters = [], alerts = [], device, status } = reading;
  const { trays = [], covers = [], errors = [] } = status ?? {};
  const { word } = voice;
  const items = [...supplies, ...parts];
  return [
    section(word("alerts"), alertList(alerts, voice) ?? html`<p class="soft">${word("noAlerts")}</p>`),
    ...(errors.length === 0 ? [] : [section(word("errorBits"), errorList(errors, voice))]),
    ...(supplies.length === 0 ? [] : [section(word("supplies"), levels(supplies, voice))]),
    ...(parts.length === 0 ? [] : [section(word("parts"), levels(parts, voice))]),
    ...(trays.length === 0 ? [] : [section(word("trays"), trayTable(trays, voice))]),
    ...(covers.length === 0 ? [] : [section(word("covers"), coverList(covers, voice))]),
    ...(counters.length === 0 ? [] : [section(word("counters"), counterTable(reading, voice))]),
    ...(items.length === 0 ? [] : [html`<section>${rawLevels(items, voice)}</section>`]),
    ...(device.firmware.length === 0 ? [] : [section(word("firmware"), firmwareList(device.firmware))]),
  ];
}

function errorList(errors: readonly string[], voice: Voice): Html {
  return html`<ul class="plain">${errors.map((error) => html`<li>${voice.name("error", error)}</li>`)}</ul>`;
}

function trayTable(trays: readonly Tray[], { word, number }: Voice): Html {
  const heads = (["tray", "sheets", "maximum"] as const).map((head) => html`<th scope="col">${word(head)}</th>`);
  const cell = (value: number | null) => html`<td>${value === null ? "–" : number(value)}</td>`;
  const rows = trays.map(
    ({ name, sheets, capacity }) =>
      html`<tr><th scope="row"><bdi>${name}</bdi></th>${cell(sheets)}${cell(capacity)}</tr>`,
  );
  return html`<table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`;
}

/** Open covers carry a word and a color; the state names are those of prtCoverStatus (RFC 3805). */
function coverList(covers: readonly Cover[], { word }: Voice): Html {
  const lines = covers.map(({ description, state }) => {
    const isOpen = state.endsWith("Open");
    const mark = isOpen
      ? html`<strong class="warn">${word("open")}</strong>`
      : html`<span class="soft">${word("closed")}</span>`;
    return html`<li><bdi>${description}</bdi> · ${mark}</li>`;
  });
  return html`<ul class="plain">${lines}</ul>`;
}

function levels(items: readonly (Supply | Part)[], voice: Voice): Html {
  return html`<ul class="levels wide">${items.map((item) => levelLine(item, voice))}</ul>`;
}

function counterTable({ counters = [], unsupported = [], checks = [] }: Reading, voice: Voice): Html {
  const { word, number } = voice;
  const rows = counters.map(
    ({ id, value }) => html`<tr><th scope="row">${counterName(id, voice)}</th><td>${number(value)}</td></tr>`,
  );
  const wrong = checks
    .filter((check) => !check.ok)
    .map(
      ({ sum, parts, stated }) =>
        html`<p class="warn">${word("sumWrong")}: ${counterName(sum, voice)} — ${number(parts)} / ${number(stated)}</p>`,
    );
  const missing = unsupported.map((id) => counterName(id, voice)).join("; ");
  return html`<table><thead><tr><th scope="col">${word("counter")}</th><th scope="col">${word("value")}</th></tr></thead><tbody>${rows}</tbody></table>
${wrong}${missing === "" ? null : html`<p class="soft">${word("unsupported")}: ${missing}</p>`}`;
}

/** `print.fullColor.large` → `Print, full color, large format`; a part without a word stays as it is. */
function counterName(id: string, voice: Voice): string {
  return id
    .split(".")
    .map((part) => voice.name("counter", part))
    .join(", ");
}

function rawLevels(items: readonly (Supply | Part)[], voice: Voice): Html {
  const { word } = voice;
  const heads = (["item", "unit", "maximum", "level"] as const).map((head) => html`<th scope="col">${word(head)}</th>`);
  const rows = items.map(({ raw, ...item }) => {
    const cells = [raw.unit, raw.max, raw.level].map((value) => html`<td>${value ?? "–"}</td>`);
    const origin = html`<span class="soft"><code>${item.key}</code> <bdi>${item.description}</bdi></span>`;
    return html`<tr><th scope="row">${itemName(item, voice)}<br>${origin}</th>${cells}</tr>`;
  });
  return html`<details><summary>${word("rawLevels")}</summary><table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></details>`;
}

function firmwareList(modules: Reading["device"]["firmware"]): Html {
  return html`<ul class="plain">${modules.map(({ name, version }) => html`<li><bdi>${name}</bdi> <code>${version}</code></li>`)}</ul>`;
}
