import encodeQr from "qr";
import type { DeviceIdentity } from "../../contract/reading.ts";
import { Html, html } from "./html.ts";
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
}

export interface CounterReport {
  readonly site: string;
  /** ISO 8601. */
  readonly now: string;
  readonly stands: readonly CounterStand[];
}

/** What a QR code of medium correction holds is 2,331 bytes; above half of it a telephone reads none from paper. */
const mostQrBytes = 1100;

const style = `
body { font: 11pt/1.4 sans-serif; margin: 1.5cm; color: #000; background: #fff }
article { display: flex; gap: 1cm; break-inside: avoid; border-top: 1px solid #888; padding: .4cm 0 }
svg { width: 4.5cm; height: 4.5cm; flex: none }
table { border-collapse: collapse } td { padding: 0 .6cm 0 0 } td + td { text-align: right; font-variant-numeric: tabular-nums }
h1 { font-size: 15pt } h2 { font-size: 12pt; margin: 0 } p { margin: 0 0 .2cm }`;
const styleTag = new Html(`<style>${style}</style>`);

/** A page to print or to send: the counters of every device, each with a code that a telephone reads. */
export function counterPage({ site, now, stands }: CounterReport, voice: Voice): string {
  const sorted = stands.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
  return html`<!doctype html>
<html lang="${voice.language}">
<head><meta charset="utf-8"><title>${site}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
${styleTag}</head>
<body>
<h1>${site}</h1>
<p>${voice.clock(now)}</p>
${sorted.map((stand) => standArticle(stand, voice))}
</body>
</html>
`.toString();
}

function standArticle(stand: CounterStand, voice: Voice): Html {
  const { identity, meter } = stand;
  const where = [identity.serial, identity.address, identity.location].filter(Boolean).join(" · ");
  return html`<article>${meter && new Html(encodeQr(qrText(stand), "svg", { ecc: "medium" }))}
<div><h2>${nameOf(stand)}</h2>
<p>${where}<br>${voice.clock(meter?.observedAt ?? null)}</p>
<table>${countersOf(stand).map(
    ([id, value]) => html`<tr><td>${voice.name("counter", id)}</td><td>${voice.number(value)}</td></tr>`,
  )}</table></div></article>
`;
}

/** Compact JSON, the total first; counters that no longer fit are left to the table beside the code. */
export function qrText(stand: CounterStand): string {
  const { serial, si } = stand.identity;
  const { epoch = null, observedAt = null } = stand.meter ?? {};
  const counters = [...countersOf(stand)];
  for (;;) {
    const text = JSON.stringify({ v: 1, serial, si, at: observedAt, epoch, counters: Object.fromEntries(counters) });
    if (Buffer.byteLength(text) <= mostQrBytes || counters.length === 0) return text;
    counters.pop();
  }
}

function countersOf({ meter }: CounterStand): readonly (readonly [id: string, value: number])[] {
  const counters = Object.entries(meter?.counters ?? {});
  return counters.toSorted(([one], [other]) => Number(other === "total") - Number(one === "total"));
}

function nameOf({ identity }: CounterStand): string {
  return [identity.si, identity.model].filter(Boolean).join("  ") || identity.address;
}
