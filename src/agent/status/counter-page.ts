import encodeQr from "qr";
import type { DeviceIdentity } from "../../contract/reading.ts";
import { compareCounters, counterName } from "./counter-name.ts";
import { Html, type HtmlPart, html } from "./html.ts";
import { hashOf } from "./page-frame.ts";
import type { Voice } from "./voice.ts";

/** What a device counted, as it was last read. */
export interface CounterStand {
  readonly identity: Pick<DeviceIdentity, "serial" | "si" | "model" | "location" | "address">;
  /** null: no counter was read yet. */
  readonly meter: {
    readonly epoch: number;
    readonly observedAt: string;
    readonly counters: Readonly<Record<string, number>>;
  } | null;
  /** Pages of this month until now and of the last one; null: the history does not reach back so far. */
  readonly months?: { readonly thisMonth: number | null; readonly lastMonth: number | null };
}

export interface CounterReport {
  readonly site: string;
  /** ISO 8601. */
  readonly now: string;
  readonly stands: readonly CounterStand[];
  /** What stands above the report on a screen and not on paper: the way back, other sheets. */
  readonly links?: HtmlPart;
}

/** What a QR code of medium correction holds is 2,331 bytes; above half of it a telephone reads none from paper. */
const mostQrBytes = 1100;
/** Even of letters that take six bytes each, two such names fit into a code. */
const longestName = 64;
/** Light modules around a code (ISO/IEC 18004 section 9.1). */
const quietModules = 4;

const style = `
@page { size: A4; margin: 1.5cm }
body { font: 11pt/1.4 system-ui, sans-serif; margin: 0 auto; max-width: 19cm; padding: 1rem; color: #000; background: #fff;
  overflow-wrap: anywhere }
article { display: flex; flex-wrap: wrap; gap: .4cm 1cm; break-inside: avoid; border-top: 1px solid #888; padding: .4cm 0 }
svg { width: 6cm; height: 6cm; flex: none; background: #fff }
article > div { flex: 1 1 9cm; min-width: 0 }
table { border-collapse: collapse } td { padding: 0 .6cm 0 0; vertical-align: top }
td + td { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
h1 { font-size: 15pt; margin: 0 } h2 { font-size: 12pt; margin: 0 } p { margin: 0 0 .2cm }
nav { display: flex; flex-wrap: wrap; gap: 1rem; margin-bottom: .5cm } a { color: #0b5c9e }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark } body { color: #e5e9ec; background: #111417 } a { color: #7fbdf0 } }
@media print { nav { display: none } body { padding: 0; max-width: none } }`;
const styleTag = new Html(`<style>${style}</style>`);

/** The source for `style-src` that this page needs. */
export const counterStyleHash = hashOf(style);

/** A page to print or to send: the counters of every device, each with a code that a telephone reads. */
export function counterPage({ site, now, stands, links = null }: CounterReport, voice: Voice): string {
  const sorted = stands.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
  return html`<!doctype html>
<html lang="${voice.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${site}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${counterStyleHash}'">
${styleTag}</head>
<body>
${links === null ? null : html`<nav>${links}</nav>`}
<h1><bdi>${site}</bdi></h1>
<p>${voice.clock(now)}</p>
${sorted.map((stand) => standArticle(stand, voice))}
</body>
</html>
`.toString();
}

function standArticle(stand: CounterStand, voice: Voice): Html {
  const { identity, meter, months } = stand;
  const { word, number } = voice;
  const where = [identity.serial, identity.address, identity.location].filter((part) => part !== null && part !== "");
  const spans = (["thisMonth", "lastMonth"] as const).flatMap((span) => {
    const pages = months?.[span] ?? null;
    return pages === null ? [] : [html`${word(span)}: <strong>${number(pages)}</strong>`];
  });
  return html`<article>${meter && qrCode(qrText(stand))}
<div><h2><bdi>${nameOf(stand)}</bdi></h2>
<p>${joined(where.map((part) => html`<bdi>${part}</bdi>`))}<br>${meter === null ? word("notCounted") : html`${word("asRead")}: ${voice.clock(meter.observedAt)}`}</p>
${spans.length === 0 ? null : html`<p>${joined(spans)}</p>`}
<table>${countersOf(stand).map(
    ([id, value]) => html`<tr><td>${counterName(id, voice)}</td><td>${number(value)}</td></tr>`,
  )}</table></div></article>
`;
}

function joined(parts: readonly Html[]): readonly Html[] {
  return parts.map((part, index) => html`${index === 0 ? "" : " · "}${part}`);
}

/** Runs of dark modules as strokes of one path: a quarter of the bytes of a square for each module. */
function qrCode(text: string): Html {
  const rows = encodeQr(text, "raw", { ecc: "medium", border: quietModules });
  const strokes = rows.map((row, y) => {
    const starts = row.flatMap((isDark, x) => (isDark && !row[x - 1] ? [x] : []));
    return starts.map((x) => `M${x} ${y}h${row.indexOf(false, x) - x}`).join("");
  });
  return new Html(
    `<svg viewBox="0 -.5 ${rows.length} ${rows.length}" role="img" aria-label="QR" shape-rendering="crispEdges"><path d="${strokes.join("")}" stroke="#000"/></svg>`,
  );
}

/** Compact JSON, the total first; counters that no longer fit are left to the table beside the code. */
export function qrText(stand: CounterStand): string {
  const [serial, si] = [stand.identity.serial, stand.identity.si].map((name) => name?.slice(0, longestName) ?? null);
  const { epoch = null, observedAt = null } = stand.meter ?? {};
  const counters = [...countersOf(stand)];
  for (;;) {
    const text = JSON.stringify({ v: 1, serial, si, at: observedAt, epoch, counters: Object.fromEntries(counters) });
    if (Buffer.byteLength(text) <= mostQrBytes || counters.length === 0) return text;
    counters.pop();
  }
}

function countersOf({ meter }: CounterStand): readonly (readonly [id: string, value: number])[] {
  return Object.entries(meter?.counters ?? {}).toSorted(([one], [other]) => compareCounters(one, other));
}

function nameOf({ identity }: CounterStand): string {
  return [identity.si, identity.model].filter(Boolean).join("  ") || identity.address;
}
