import type { Reading } from "../../contract/reading.ts";
import type { Cover, Tray } from "../../contract/status.ts";
import type { Part, Supply } from "../../contract/supply.ts";
import type { AgentSnapshot, DeviceSnapshot } from "./agent-snapshot.ts";
import { alertList } from "./alert-list.ts";
import { compareCounters, counterName } from "./counter-name.ts";
import { levelChart, pageChart } from "./day-chart.ts";
import { deviceForms } from "./device-forms.ts";
import { contactTags, devicePath, sectionAges } from "./device-head.ts";
import { eventList } from "./event-list.ts";
import type { RefusedForm } from "./form-sheet.ts";
import type { DevicePast } from "./history/site-history.ts";
import { type Html, html } from "./html.ts";
import { itemName, levelLine } from "./level-line.ts";
import { closedTable, forecastTable, type LifeBook, lifeTable, slotName } from "./life-list.ts";
import type { MessageKey } from "./message-table.ts";
import { factList, framePage, section } from "./page-frame.ts";
import { pastAlertTable } from "./past-alerts.ts";
import { stackedTable } from "./stacked-table.ts";
import type { Voice } from "./voice.ts";

/** What a device's page shows beside the snapshot. */
export interface DeviceFile {
  readonly past: DevicePast;
  readonly lives: LifeBook;
  /** Goes into each form. */
  readonly token: string;
  /** A form was just taken. */
  readonly isTaken: boolean;
  /** null: no form was refused. */
  readonly refused: RefusedForm | null;
  readonly canLeave: boolean;
}

/** All that is known of one device. */
export function renderDevicePage(
  snapshot: AgentSnapshot,
  device: DeviceSnapshot,
  file: DeviceFile,
  voice: Voice,
): string {
  const { uid, reading } = device;
  const { word, language } = voice;
  const title = device.model ?? word("unnamed");
  return framePage(
    {
      title: `${title} · ${snapshot.siteName}`,
      pathIn: (other) => devicePath(uid, other),
      head: html`<p><a href="/?lang=${language}">← ${word("overview")}</a></p><h1><bdi>${title}</bdi></h1>${contactTags(device, voice)}`,
      body: [
        file.isTaken ? html`<section class="done" role="status"><p>${word("form.taken")}</p></section>` : html``,
        section(word("state"), stateFacts(device, voice)),
        reading === null ? html`<p class="soft">${word("notRead")}</p>` : pairs(nowSections(reading, voice)),
        pairs(pastSections(device, file, voice)),
        ...(reading === null ? [] : counterSections(reading, voice)),
        section(word("alertHistory"), pastAlertTable(file.past.alerts, voice)),
        section(word("recentEvents"), eventList(file.past.events, "device", voice)),
        ...deviceForms(device, file.token, file.refused, voice),
        html`<p><a href="${devicePath(uid, language, "/raw")}">${word("rawValues")}</a></p>`,
      ],
      isLive: file.refused === null,
      canLeave: file.canLeave,
    },
    voice,
  );
}

/** Short sections beside each other where there is room. */
function pairs(sections: readonly Html[]): Html {
  return sections.length === 0 ? html`` : html`<div class="pairs">${sections}</div>`;
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
      html`${sectionAges(device, voice)}${reading?.complete === false ? html` <span class="warn">${word("incomplete")}</span>` : null}`,
    ],
    [word("lastChange"), moment(device.lastRecordedAt)],
  ]);
}

function nowSections(reading: Reading, voice: Voice): readonly Html[] {
  const { supplies = [], parts = [], alerts = [], status } = reading;
  const { trays = [], covers = [], errors = [] } = status ?? {};
  const { word } = voice;
  return [
    section(word("alerts"), alertList(alerts, voice) ?? html`<p class="soft">${word("noAlerts")}</p>`),
    ...(errors.length === 0 ? [] : [section(word("errorBits"), errorList(errors, voice))]),
    ...(supplies.length === 0 ? [] : [section(word("supplies"), levels(supplies, voice))]),
    ...(parts.length === 0 ? [] : [section(word("parts"), levels(parts, voice))]),
    ...(trays.length === 0 ? [] : [section(word("trays"), trayTable(trays, voice))]),
    ...(covers.length === 0 ? [] : [section(word("covers"), coverList(covers, voice))]),
  ];
}

function counterSections(reading: Reading, voice: Voice): readonly Html[] {
  const { supplies = [], parts = [], counters = [], device } = reading;
  const { word } = voice;
  const items = [...supplies, ...parts];
  return [
    ...(counters.length === 0 ? [] : [section(word("counters"), counterTable(reading, voice))]),
    ...(items.length === 0 ? [] : [html`<section>${rawLevels(items, voice)}</section>`]),
    ...(device.firmware.length === 0 ? [] : [section(word("firmware"), firmwareList(device.firmware))]),
  ];
}

/** How it came to be as it is: curves, cartridges and parts. */
function pastSections({ reading }: DeviceSnapshot, { past, lives }: DeviceFile, voice: Voice): readonly Html[] {
  const { word } = voice;
  const items = [...(reading?.supplies ?? []), ...(reading?.parts ?? [])];
  // From the memory, not from the reading: after a start the curves are there before the device answers.
  const curves = lives.cartridges.map((slot) => ({
    ...{ key: slot.key, color: slot.color },
    name: slotName(slot, items, voice),
  }));
  const told: readonly (readonly [MessageKey, Html | null])[] = [
    ["levelCurves", levelChart(past.days, curves, voice)],
    ["pagesByDay", pageChart(past.days, voice)],
    ["cartridgeLives", lifeTable(lives.cartridges, items, voice)],
    ["partForecast", forecastTable(lives.parts, items, voice)],
  ];
  const ended = closedTable(lives.cartridges, items, voice);
  return told.flatMap(([title, body]) =>
    body === null ? [] : [section(word(title), title === "cartridgeLives" ? [body, ended ?? html``] : body)],
  );
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
  const sorted = counters.toSorted((one, other) => compareCounters(one.id, other.id));
  const rows = sorted.map(
    ({ id, value }) => html`<tr><th scope="row">${counterName(id, voice)}</th><td>${number(value)}</td></tr>`,
  );
  const wrong = checks
    .filter((check) => !check.ok)
    .map(
      ({ sum, parts, stated }) =>
        html`<p class="warn">${word("sumWrong")}: ${counterName(sum, voice)} — ${word("partsMake")} ${number(parts)}, ${word("deviceTells")} ${number(stated)}</p>`,
    );
  const missing = unsupported.map((id) => counterName(id, voice)).join("; ");
  return html`<table><thead><tr><th scope="col">${word("counter")}</th><th scope="col">${word("value")}</th></tr></thead><tbody>${rows}</tbody></table>
${wrong}${missing === "" ? null : html`<p class="soft">${word("unsupported")}: ${missing}</p>`}`;
}

function rawLevels(items: readonly (Supply | Part)[], voice: Voice): Html {
  const { word } = voice;
  const heads = (["item", "unit", "maximum", "level"] as const).map(word);
  const rows = items.map(({ raw, ...item }) => {
    const origin = html`<span class="soft"><code>${item.key}</code> <bdi>${item.description}</bdi></span>`;
    return {
      head: html`${itemName(item, voice)}<br>${origin}`,
      cells: [raw.unit, raw.max, raw.level].map((value) => value ?? "–"),
    };
  });
  return html`<details><summary>${word("rawLevels")}</summary>${stackedTable(heads, rows)}</details>`;
}

function firmwareList(modules: Reading["device"]["firmware"]): Html {
  return html`<ul class="plain">${modules.map(({ name, version }) => html`<li><bdi>${name}</bdi> <code>${version}</code></li>`)}</ul>`;
}
