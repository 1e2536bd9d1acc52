import type { AlertKind } from "../../contract/status.ts";
import type { AgentSnapshot, DeviceSnapshot } from "./agent-snapshot.ts";
import { alertList } from "./alert-list.ts";
import { type Concern, findConcerns } from "./concerns.ts";
import { contactTags, deviceLink } from "./device-head.ts";
import { eventList } from "./event-list.ts";
import { type Html, html } from "./html.ts";
import { levelLine } from "./level-line.ts";
import { factList, framePage, section } from "./page-frame.ts";
import type { Voice } from "./voice.ts";

/** Supplies that run out in daily work; the others stand on the device's page. */
const dailySupplies: readonly string[] = ["toner", "ink", "waste"];
/** Kinds that somebody has to act on. */
const actionKinds: readonly AlertKind[] = ["service", "maintenance", "supply", "user"];
const mostEvents = 20;
const mostNames = 6;

/** The site at a glance: what needs a person, then the devices, then how the data goes. */
export function renderSitePage(snapshot: AgentSnapshot, voice: Voice): string {
  const { siteName, version, now, devices, sweep, recentEvents, otherPrinters } = snapshot;
  const { word } = voice;
  const cards = devices.map((device) => deviceCard(device, voice));
  return framePage(
    {
      title: siteName,
      path: "/",
      head: html`<h1><bdi>${siteName}</bdi></h1><p class="soft">${word("asOf")} ${voice.clock(now)} · mfp-agent ${version}</p>`,
      body: [
        banner(findConcerns(snapshot), voice),
        sweep === null ? html`` : sweepBar(sweep, voice),
        html`<section class="open"><h2>${word("devices")} <span class="soft">${devices.length}</span></h2>
${cards.length === 0 ? html`<p class="soft">${word("noDevices")}</p>` : html`<div class="cards">${cards}</div>`}</section>`,
        section(word("delivery"), deliveryFacts(snapshot, voice)),
        section(word("recentEvents"), eventList(recentEvents.slice(0, mostEvents), voice)),
        otherPrinters.length === 0 ? html`` : section(word("otherPrinters"), otherPrinterList(otherPrinters, voice)),
      ],
    },
    voice,
  );
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
    const { kind, message } = concern.failure;
    return html`${voice.word("since")} ${voice.moment(concern.since)} — ${voice.name("reason", kind)} <span class="soft" lang="en">${message}</span>`;
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
  const levels = (reading?.supplies ?? []).filter(({ kind }) => dailySupplies.includes(kind));
  const service =
    si === null
      ? html`<strong class="warn">${voice.word("notRegistered")}</strong>`
      : html`<strong>${voice.word("si")} <bdi>${si}</bdi></strong>`;
  const place = [location, address].filter((part) => part !== null && part !== "");
  return html`<article class="card ${device.contact}">
<h3>${deviceLink(device, voice)}</h3>${contactTags(device, voice)}
<p>${service}${place.map((part) => html` · <bdi>${part}</bdi>`)}</p>
${levels.length === 0 ? null : html`<ul class="levels">${levels.map((item) => levelLine(item, voice))}</ul>`}
${alertList(reading?.alerts ?? [], voice, actionKinds)}
<footer>${voice.word("lastContact")}: ${voice.moment(lastContactAt)}<br>${voice.word("lastChange")}: ${voice.moment(lastRecordedAt)}</footer>
</article>
`;
}

function deliveryFacts({ upload, outbox, startedAt }: AgentSnapshot, voice: Voice): Html {
  const { word, number, megabytes, moment } = voice;
  const { centralUrl, lastFailure } = upload;
  const isRefused = outbox.quarantined > 0;
  const outboxFacts = [
    [
      word("outbox"),
      html`${number(outbox.records)} · ${megabytes(outbox.bytes)} · ${voice.name("outbox", outbox.state)}`,
    ],
    [word("oldest"), outbox.oldestAt === null ? word("none") : moment(outbox.oldestAt)],
    [word("quarantined"), isRefused ? html`<strong class="bad">${number(outbox.quarantined)}</strong>` : null],
    [word("started"), moment(startedAt)],
  ] as const;
  if (centralUrl === null) return factList([[word("central"), word("noCentral")], ...outboxFacts]);
  return factList([
    [word("central"), html`<bdi>${centralUrl}</bdi>`],
    [word("agent"), upload.agent ?? word("notEnrolled")],
    [word("upload"), uploadState(upload, voice)],
    [word("lastUpload"), moment(upload.lastSuccessAt)],
    [
      word("lastFailure"),
      lastFailure === null
        ? null
        : html`${moment(lastFailure.at)} — ${voice.name("reason", lastFailure.kind)}<br><span class="soft" lang="en">${lastFailure.message}</span>`,
    ],
    [word("sent"), html`${number(upload.records)} · ${megabytes(upload.bytes)}`],
    ...outboxFacts,
  ]);
}

function uploadState({ phase, waitingFor, nextTryInMs }: AgentSnapshot["upload"], voice: Voice): Html {
  const reason = waitingFor === null ? "" : `: ${voice.name("reason", waitingFor)}`;
  const next = nextTryInMs === null ? "" : `, ${voice.word("nextTry")} ${voice.fromNow(nextTryInMs)}`;
  return html`${voice.name("phase", phase)}${reason}${next}`;
}

function otherPrinterList(printers: AgentSnapshot["otherPrinters"], voice: Voice): Html {
  const lines = printers.map(
    ({ address, model, seenAt }) =>
      html`<li><bdi>${model ?? voice.word("unnamed")}</bdi> · <bdi>${address}</bdi> · ${voice.moment(seenAt)}</li>`,
  );
  return html`<p class="soft">${voice.word("otherPrintersNote")}</p><ul class="plain">${lines}</ul>`;
}
