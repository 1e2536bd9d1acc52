import type { PastAlert } from "./history/history-store.ts";
import { type Html, html } from "./html.ts";
import { stackedTable } from "./stacked-table.ts";
import type { Voice } from "./voice.ts";

const mostShown = 50;

/** Alerts of the past, the newest first: what, since when, how long. */
export function pastAlertTable(alerts: readonly PastAlert[], voice: Voice): Html {
  const { word } = voice;
  if (alerts.length === 0) return html`<p class="soft">${word("noPastAlerts")}</p>`;
  const rows = alerts.slice(0, mostShown).map(({ kind, text, code, raisedAt, clearedAt }) => {
    const addition = code === null || text.includes(code) ? null : html` <code>${code}</code>`;
    const lasted =
      clearedAt === null
        ? html`<strong class="warn">${word("stillThere")}</strong>`
        : voice.span(Date.parse(clearedAt) - Date.parse(raisedAt));
    const tag = html`<span class="tag ${kind}">${word(`alert.${kind}`)}</span>`;
    return { head: html`${tag} <bdi>${text}</bdi>${addition}`, cells: [voice.moment(raisedAt), lasted] };
  });
  return stackedTable((["alert", "began", "lasted"] as const).map(word), rows);
}
