import type { Reading } from "../../contract/reading.ts";
import type { AgentSnapshot, DeviceSnapshot } from "./agent-snapshot.ts";
import { devicePath } from "./device-head.ts";
import { type Html, html } from "./html.ts";
import { framePage, section } from "./page-frame.ts";
import { stackedTable } from "./stacked-table.ts";
import type { UnreadReason } from "./unread-words.ts";
import type { Voice } from "./voice.ts";

/** What a read of the device gave: a reading with provenance, or the word for why there is none; null: not read yet. */
export type RawRead = { readonly reading: Reading } | { readonly failure: UnreadReason } | null;

/** For the engineer: each value with the object that it came from and what the device answered there. */
export function renderRawPage(
  { siteName }: AgentSnapshot,
  device: DeviceSnapshot,
  read: RawRead,
  { token, canLeave }: { readonly token: string; readonly canLeave: boolean },
  voice: Voice,
): string {
  const { word, language } = voice;
  const title = device.model ?? word("unnamed");
  return framePage(
    {
      title: `${title} · ${siteName}`,
      pathIn: (other) => devicePath(device.uid, other, "/raw"),
      head: html`<p><a href="${devicePath(device.uid, language)}">← <bdi>${title}</bdi></a></p><h1>${word("rawValues")}</h1>`,
      body: [
        html`<section><form method="post" action="${devicePath(device.uid, language, "/raw")}"><input type="hidden" name="token" value="${token}">
<p class="broad soft">${word("rawNote")}</p><p class="broad"><button>${word("readNow")}</button></p></form></section>`,
        read === null ? html`` : readResult(read, voice),
      ],
      isLive: false,
      canLeave,
    },
    voice,
  );
}

function readResult(read: NonNullable<RawRead>, voice: Voice): Html {
  const { word } = voice;
  if ("failure" in read) {
    return html`<section class="banner" role="alert"><h2>${word("notAnswered")}</h2><p>${word(read.failure)}</p></section>`;
  }
  const { provenance = {}, observedAt, profile } = read.reading;
  const rows = Object.entries(provenance).map(([key, { oid, raw }]) => ({
    head: html`<bdi>${key}</bdi>`,
    cells: [html`<code>${oid}</code>`, html`<code><bdi>${raw}</bdi></code>`],
  }));
  return section(
    html`${voice.clock(observedAt)} <span class="soft">${profile.name} ${profile.revision}</span>`,
    stackedTable((["value", "oid", "raw"] as const).map(word), rows),
  );
}
