import { createHash } from "node:crypto";
import type { Supply } from "../contract/supply.ts";
import { html, Markup } from "./html.ts";
import { type Label, type Language, wordFor } from "./labels.ts";
import { detailText, orderText } from "./order-text.ts";
import type { AgentView, DeviceView, Overview } from "./overview.ts";
import { pageStyle } from "./page-style.ts";
import type { Shelf } from "./stock.ts";
import type { WorkOrder } from "./work-order.ts";
import { kyivMinute } from "./working-hours.ts";

type Words = ReturnType<typeof wordFor>;

/** Source for `style-src` of the Content-Security-Policy: this style and no other. */
export const styleHash = `sha256-${createHash("sha256").update(pageStyle).digest("base64")}`;

const refreshS = 60;
const knownColors: readonly string[] = ["black", "cyan", "magenta", "yellow"];
const lowPercent = 15;
const orderTone = { open: "warn", held: "bad", closed: "soft" } as const;
const promiseTone = { neverHeard: "soft", onTime: "good", late: "warn", missed: "bad", stopped: "soft" } as const;

/** The language asked for, English by default. */
export function languageOf(asked: string | undefined): Language {
  return asked === "uk" ? "uk" : "en";
}

/** The admin page: one document, nothing to load, every text of a device escaped. */
export function renderPage(overview: Overview, language: Language): string {
  const words = wordFor(language);
  const toner = overview.orders.filter(({ kind }) => kind === "toner");
  const tickets = overview.orders.filter(({ kind }) => kind !== "toner");
  const orderHeads: readonly Label[] = ["number", "device", "what", "state", "since", "due"];
  const page = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="${refreshS}"><title>${words("title")}</title>
<style>${new Markup(pageStyle)}</style></head><body>
<header><h1>${words("title")}</h1><span class="soft">${words("asOf")} ${moment(overview.at)} ${words("kyivTime")}</span>
<nav>${languageLink("en", "English", language)}${languageLink("uk", "Українська", language)}</nav></header><main>
${section(words, "devices", ["device", "customer", "supplies", "condition", "total"], overview.devices.map(deviceRow))}
${section(
  words,
  "orders",
  orderHeads,
  toner.map((order) => orderRow(order, language)),
)}
${section(
  words,
  "tickets",
  orderHeads,
  tickets.map((order) => orderRow(order, language)),
)}
${section(words, "agents", ["agent", "site", "state", "lastContact", "nextContact", "records"], overview.agents.map(agentRow))}
${section(
  words,
  "notifications",
  ["when", "to", "subject"],
  overview.notifications.map(({ at, to, person, subject }) => () => [
    moment(at),
    html`<bdi>${person}</bdi><small>${to}</small>`,
    html`${subject}`,
  ]),
)}
</main></body></html>`;
  return page.text;
}

type Row = (words: Words) => readonly Markup[];

function section(words: Words, title: Label, heads: readonly Label[], rows: readonly Row[]): Markup {
  const body =
    rows.length === 0
      ? html`<p class="soft">${words("none")}</p>`
      : html`<table><thead><tr>${heads.map((head) => html`<th scope="col">${words(head)}</th>`)}</tr></thead><tbody>${rows.map(
          (
            row,
          ) => html`<tr>${row(words).map((cell, index) => html`<td data-label="${words(heads[index] ?? "")}">${cell}</td>`)}</tr>
`,
        )}</tbody></table>`;
  return html`<section id="${title}"><h2>${words(title)} <span class="soft n">${rows.length}</span></h2>${body}</section>`;
}

function languageLink(language: Language, name: string, current: Language): Markup {
  const mark = language === current ? new Markup(' aria-current="true"') : null;
  return html`<a href="/?lang=${language}" lang="${language}"${mark}>${name}</a>`;
}

function deviceRow({ identity, registration, supplies, counters, conditions, shelves }: DeviceView): Row {
  const { model, serial, address, location, uid } = identity.value;
  const total = counters?.value.find(({ id }) => id === "total")?.value;
  return (words) => [
    html`<bdi>${model ?? uid}</bdi><small><bdi>${serial ?? ""}</bdi> <bdi>${address}</bdi> <bdi>${location ?? ""}</bdi></small>`,
    registration === null
      ? html`<span class="warn">${words("notRegistered")}</span>`
      : html`${registration.customer}, ${registration.site}<small>SI ${registration.si}</small>`,
    html`${(supplies?.value ?? []).map((supply) => supplyBar(supply, words))}${shelves.map((shelf) => shelfText(shelf, words))}`,
    condition(conditions, words),
    html`<span class="n">${total ?? "–"}</span>`,
  ];
}

function supplyBar({ key, kind, color, level }: Supply, words: Words): Markup {
  const name = html`<span>${words(color ?? key)}</span>`;
  if (level.state !== "percent") {
    // A receptacle that holds "some" has room left; a consumable has something left.
    const state = kind === "waste" && level.state === "some" ? "notFull" : level.state;
    const tone = level.state === "some" || level.state === "unknown" ? "soft" : "bad";
    return html`<div class="supply">${name}<span class="${tone}">${words(`level_${state}`)}</span></div>`;
  }
  const percent = Math.round(level.percent);
  const fill = color !== null && knownColors.includes(color) ? color : "other";
  const bar = html`<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="${fill}" width="${percent}" height="8"></rect></svg>`;
  const tone = level.percent <= lowPercent ? "bad" : "soft";
  return html`<div class="supply">${name}${bar}<span class="n ${tone}">${percent} %</span></div>`;
}

function shelfText({ key, expected, difference }: Shelf, words: Words): Markup {
  const off = difference === null || difference === 0 ? "" : ` (${difference > 0 ? "+" : ""}${difference})`;
  return html`<small>${words("shelf")}: ${words(key.replace(/^toner\./, ""))} ${expected}${off}</small>`;
}

function condition(conditions: DeviceView["conditions"], words: Words): Markup {
  const faults = conditions.filter(({ type }) => type === "fault");
  const isSilent = conditions.some(({ type }) => type === "deviceSilent");
  if (faults.length === 0 && !isSilent) return html`<span class="good">${words("fine")}</span>`;
  const silent = isSilent ? html`<span class="warn">${words("silent")}</span>` : null;
  return html`${silent} ${faults.map(({ key }) => html`<span class="bad">${words("faulty")}</span><small>${key}</small>`)}`;
}

function orderRow(order: WorkOrder, language: Language): Row {
  return (words) => {
    const escalated = order.escalatedAt === null || order.state === "closed" ? "" : words("escalated");
    const reason = order.holdReason === "not registered" ? words("notRegistered") : (order.holdReason ?? "");
    return [
      html`<span class="n">${order.number}</span>`,
      html`<bdi>${order.model ?? order.uid}</bdi><small>${order.customer ?? ""} ${order.si ?? order.serial ?? ""}</small>`,
      html`${words(`kind_${order.kind}`)}<br>${orderText(order, language)}${order.detail.map((line) => html`<small>${detailText(line, language)}</small>`)}`,
      html`<span class="${orderTone[order.state]}">${words(order.state)}</span><small>${reason}</small><small class="bad">${escalated}</small>`,
      moment(order.raisedAt),
      order.deadline === null ? html`–` : moment(order.deadline),
    ];
  };
}

function agentRow(agent: AgentView): Row {
  const missing = agent.streams.flatMap(({ holes }) => holes).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const received = agent.streams.flatMap((books) => books.received).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return (words) => {
    const silence = agent.lastSilence === null ? "" : `${words("lastSilence")}: ${words(agent.lastSilence.because)}`;
    const state = agent.isRevoked ? "revoked" : agent.promise;
    const tone = agent.isRevoked ? "bad" : promiseTone[agent.promise];
    return [
      html`<bdi>${agent.hostName}</bdi><small>${agent.id} ${agent.heartbeat?.body.version ?? ""}</small>`,
      html`${agent.site}`,
      html`<span class="${tone}">${words(state)}</span><small>${words(agent.because ?? "")}</small><small>${silence}</small>`,
      agent.lastContactAt === null ? html`–` : moment(agent.lastContactAt),
      agent.nextContactBy === null ? html`–` : moment(agent.nextContactBy),
      html`<span class="n">${received}</span>${missing === 0 ? null : html`<small class="bad">${words("missing")}: ${missing}</small>`}`,
    ];
  };
}

function moment(stamp: string): Markup {
  return html`<time class="n" datetime="${stamp}">${kyivMinute(stamp)}</time>`;
}
