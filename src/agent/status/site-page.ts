import type { AlertKind } from "../../contract/status.ts";
import type { Part } from "../../contract/supply.ts";
import type { AgentSnapshot, DeviceSnapshot } from "./agent-snapshot.ts";
import { alertList } from "./alert-list.ts";
import { type Concern, findConcerns, mostNames, type UploadTrouble } from "./concerns.ts";
import { contactTags, deviceLink, sectionAges } from "./device-head.ts";
import { eventList } from "./event-list.ts";
import { type Html, type HtmlPart, html } from "./html.ts";
import { ledgerPath, ledgerTable } from "./ledger-page.ts";
import { levelLine } from "./level-line.ts";
import type { MessageKey } from "./message-table.ts";
import { factList, framePage, section } from "./page-frame.ts";
import { pageNav } from "./page-nav.ts";
import { countShows, filterQuery, type Selection, type SiteFilter, selectDevices, shows } from "./site-filter.ts";
import type { Voice } from "./voice.ts";

/** Supplies that run out in daily work; the others stand on the device's page. */
const dailySupplies: readonly string[] = ["toner", "ink", "waste"];
/** Kinds that somebody has to act on. */
const actionKinds: readonly AlertKind[] = ["service", "maintenance", "supply", "user"];
/** Cards on one page: a thousand at once would be slow to draw, and nobody looks through them. */
const devicesPerPage = 48;
const mostEvents = 20;
const mostExchanges = 3;
/** Parts on a card, those that end first. */
const mostParts = 2;

/** The site at a glance: what needs a person, then the devices, then how the data goes. */
export function renderSitePage(snapshot: AgentSnapshot, filter: SiteFilter, canLeave: boolean, voice: Voice): string {
  const { siteName, version, now, devices, sweep, recentEvents, otherPrinters } = snapshot;
  const { word, language } = voice;
  return framePage(
    {
      title: siteName,
      pathIn: (other) => `/${filterQuery(filter, {}, other)}`,
      head: html`<h1><bdi>${siteName}</bdi></h1><p class="soft">${word("asOf")} ${voice.clock(now)} · mfp-agent ${version}</p>`,
      body: [
        banner(findConcerns(snapshot), voice),
        sweep === null ? html`` : sweepBar(sweep, voice),
        deviceSection(devices, filter, voice),
        section(word("delivery"), deliveryFacts(snapshot, voice)),
        snapshot.ledger.length === 0 ? html`` : section(word("ledger"), newestExchanges(snapshot.ledger, voice)),
        section(word("recentEvents"), eventList(recentEvents.slice(0, mostEvents), "site", voice)),
        otherPrinters.length === 0 ? html`` : section(word("otherPrinters"), otherPrinterList(otherPrinters, voice)),
        html`<p><a href="/counters?lang=${language}">${word("printCounters")}</a></p>`,
      ],
      isLive: true,
      canLeave,
    },
    voice,
  );
}

function deviceSection(devices: readonly DeviceSnapshot[], filter: SiteFilter, voice: Voice): Html {
  const { word } = voice;
  if (devices.length === 0) {
    return html`<section class="open"><h2>${word("devices")}</h2><p class="soft">${word("noDevices")}</p></section>`;
  }
  const selection = selectDevices(devices, filter, devicesPerPage);
  const cards = selection.devices.map((device) => deviceCard(device, voice));
  return html`<section class="open"><h2>${word("devices")} <span class="soft">${voice.number(selection.found)}</span></h2>
${filterBar(devices, filter, voice)}
${cards.length === 0 ? html`<p class="soft">${word("noneFound")}</p>` : html`<div class="cards">${cards}</div>`}
${pageLinks(selection, filter, voice)}</section>`;
}

function filterBar(devices: readonly DeviceSnapshot[], filter: SiteFilter, voice: Voice): Html {
  const { word, language } = voice;
  const counts = countShows(devices);
  const links = shows
    .filter((show) => show === "all" || show === filter.show || counts[show] > 0)
    .map((show) => {
      const current = show === filter.show ? html` aria-current="page"` : null;
      const path = `/${filterQuery(filter, { show, page: 1 }, language)}`;
      return html`<li><a href="${path}"${current}>${word(`show.${show}`)} <span>${voice.number(counts[show])}</span></a></li>`;
    });
  const show = filter.show === "all" ? null : html`<input type="hidden" name="show" value="${filter.show}">`;
  return html`<div class="filter"><ul>${links}</ul>
<form method="get" action="/" role="search"><input type="hidden" name="lang" value="${language}">${show}
<input type="search" name="q" value="${filter.text}" maxlength="100" placeholder="${word("searchHint")}" aria-label="${word("searchHint")}"><button>${word("find")}</button></form></div>`;
}

function pageLinks({ page, pages }: Selection, filter: SiteFilter, voice: Voice): Html {
  if (pages === 1) return html``;
  const pathTo = (to: number) => `/${filterQuery(filter, { page: to }, voice.language)}`;
  return pageNav({ page, hasNext: page < pages, place: `${page} / ${pages}`, pathTo }, voice);
}

function banner(concerns: readonly Concern[], voice: Voice): Html {
  if (concerns.length === 0) return html``;
  const lines = concerns.map(
    (concern) =>
      html`<li><strong>${voice.word(`concern.${concern.kind}`)}</strong>: ${concernText(concern, voice)}</li>`,
  );
  return html`<section class="banner"><h2>${voice.word("needsAttention")}</h2><ul>${lines}</ul></section>
`;
}

function concernText(concern: Concern, voice: Voice): Html {
  if (concern.kind === "outbox") return html`${voice.name("outbox", concern.state)}`;
  if (concern.kind === "uploadFails") {
    return html`${voice.word("since")} ${voice.moment(concern.since)} — ${failureText(concern.failure, voice)}`;
  }
  if (concern.kind === "leftOut") {
    const more = concern.addresses.length > mostNames ? ", …" : "";
    return html`<bdi>${concern.addresses.slice(0, mostNames).join(", ")}</bdi>${more}. ${voice.word("leftOutWhy")}`;
  }
  const links = concern.devices
    .slice(0, mostNames)
    .map(
      (device) => html`<li>${deviceLink(device, voice)} <span class="soft"><bdi>${device.address}</bdi></span></li>`,
    );
  const rest = concern.devices.length - links.length;
  return html`${voice.number(concern.devices.length)}<ul class="names">${links}${rest > 0 ? html`<li>${voice.word("more")}: ${rest}</li>` : null}</ul>`;
}

function sweepBar({ probed, total, found, remainingMs }: NonNullable<AgentSnapshot["sweep"]>, voice: Voice): Html {
  const { word, number } = voice;
  return html`<section class="sweep"><h2>${word("sweep")}</h2>
<progress max="${Math.max(1, total)}" value="${probed}">${number(probed)}</progress>
<p>${word("probed")}: ${number(probed)} / ${number(total)} · ${word("found")}: ${number(found)} · ${word("ends")} ${voice.fromNow(remainingMs)}</p></section>
`;
}

function deviceCard(device: DeviceSnapshot, voice: Voice): Html {
  const { reading, lastContactAt, lastRecordedAt, si, location, address } = device;
  const { word } = voice;
  const levels = (reading?.supplies ?? []).filter(({ kind }) => dailySupplies.includes(kind));
  const parts = worstParts(reading?.parts ?? []);
  const service =
    si === null
      ? html`<strong class="warn">${word("notRegistered")}</strong>`
      : html`<strong>${word("si")} <bdi>${si}</bdi></strong>`;
  const place = [location, address].filter((part) => part !== null && part !== "");
  return html`<article class="card ${device.contact}">
<h3>${deviceLink(device, voice)}</h3>${contactTags(device, voice)}
<p>${service}${place.map((part) => html` · <bdi>${part}</bdi>`)}</p>
${levels.length === 0 ? null : html`<ul class="levels">${levels.map((item) => levelLine(item, voice))}</ul>`}
${parts.length === 0 ? null : html`<p class="soft part">${word("partsFirst")}</p><ul class="levels">${parts.map((item) => levelLine(item, voice))}</ul>`}
${alertList(reading?.alerts ?? [], voice, actionKinds)}
<footer><dl class="ages">${age("lastContact", voice.age(lastContactAt), voice)}${age("lastReading", sectionAges(device, voice), voice)}${age("lastChange", voice.age(lastRecordedAt), voice)}</dl></footer>
</article>
`;
}

function age(key: MessageKey, told: HtmlPart, { word }: Voice): Html {
  return html`<div><dt>${word(key)}</dt><dd>${told}</dd></div>`;
}

/** Those with the least left; a part without a number has no place among them. */
function worstParts(parts: readonly Part[]): readonly Part[] {
  const left = ({ level }: Part) => (level.state === "percent" ? level.percent : level.state === "empty" ? 0 : 100);
  return parts
    .filter(({ level }) => level.state === "percent" || level.state === "empty" || level.state === "low")
    .sort((one, other) => left(one) - left(other))
    .slice(0, mostParts);
}

function deliveryFacts({ upload, outbox, traps, startedAt }: AgentSnapshot, voice: Voice): Html {
  const { word, number, megabytes, moment } = voice;
  const { centralUrl, lastFailure } = upload;
  const isRefused = outbox.quarantined > 0;
  const outboxFacts = [
    [
      word("outbox"),
      html`${word("records")}: ${number(outbox.records)} · ${word("onDisk")} ${megabytes(outbox.bytes)} · ${voice.name("outbox", outbox.state)}`,
    ],
    [word("oldest"), outbox.oldestAt === null ? word("none") : moment(outbox.oldestAt)],
    [word("quarantined"), isRefused ? html`<strong class="bad">${number(outbox.quarantined)}</strong>` : null],
    [word("traps"), traps === null ? null : trapCounts(traps, voice)],
    [word("started"), moment(startedAt)],
  ] as const;
  if (centralUrl === null) return factList([[word("central"), word("noCentral")], ...outboxFacts]);
  return factList([
    [word("central"), html`<bdi>${centralUrl}</bdi>`],
    [word("agent"), upload.agent ?? word("notEnrolled")],
    [word("upload"), uploadState(upload, voice)],
    [word("lastUpload"), moment(upload.lastSuccessAt)],
    [word("nextContact"), upload.nextContactBy === null ? null : moment(upload.nextContactBy)],
    [
      word("lastFailure"),
      lastFailure === null ? null : html`${moment(lastFailure.at)} — ${failureText(lastFailure, voice)}`,
    ],
    [word("sent"), html`${word("records")}: ${number(upload.records)} · ${megabytes(upload.bytes)}`],
    ...outboxFacts,
  ]);
}

/** `connection refused ECONNREFUSED`; its message is an English line for the log. */
function failureText({ kind, code }: UploadTrouble, voice: Voice): Html {
  return html`${voice.name("reason", kind)}${code === undefined ? null : html` <code>${code}</code>`}`;
}

function uploadState({ phase, waitingFor, nextTryInMs }: AgentSnapshot["upload"], voice: Voice): Html {
  const reason = waitingFor === null ? "" : `: ${voice.name("reason", waitingFor)}`;
  const next = nextTryInMs === null ? "" : `, ${voice.word("nextTry")} ${voice.fromNow(nextTryInMs)}`;
  return html`${voice.name("phase", phase)}${reason}${next}`;
}

function trapCounts({ taken, unknown, malformed }: NonNullable<AgentSnapshot["traps"]>, voice: Voice): Html {
  const { word, number } = voice;
  const ignored = unknown + malformed;
  return html`${number(taken)} ${word("trapsTaken")}${ignored === 0 ? null : html` · ${number(ignored)} ${word("trapsIgnored")}`}`;
}

function newestExchanges(lines: AgentSnapshot["ledger"], voice: Voice): Html {
  return html`${ledgerTable(lines.slice(0, mostExchanges), voice)}<p><a href="${ledgerPath(1, voice.language)}">${voice.word("allExchanges")}</a></p>`;
}

function otherPrinterList(printers: AgentSnapshot["otherPrinters"], voice: Voice): Html {
  const lines = printers.map(
    ({ address, model, seenAt }) =>
      html`<li><bdi>${model ?? voice.word("unnamed")}</bdi> · <bdi>${address}</bdi> · ${voice.moment(seenAt)}</li>`,
  );
  return html`<p class="soft">${voice.word("otherPrintersNote")}</p><ul class="plain">${lines}</ul>`;
}
