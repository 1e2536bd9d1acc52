import type { Alert, AlertKind } from "../../contract/status.ts";
import { type Html, html } from "./html.ts";
import type { Voice } from "./voice.ts";

/** The gravest first. */
const order: readonly AlertKind[] = ["service", "maintenance", "supply", "user", "info"];

/** Alerts of these kinds, by who has to act; null: there are none. */
export function alertList(alerts: readonly Alert[], voice: Voice, kinds: readonly AlertKind[] = order): Html | null {
  const shown = order
    .filter((kind) => kinds.includes(kind))
    .flatMap((kind) => alerts.filter((one) => one.kind === kind));
  if (shown.length === 0) return null;
  return html`<ul class="alerts">${shown.map((alert) => alertLine(alert, voice))}</ul>`;
}

function alertLine({ kind, text, codeName, troubleCode, jamCode, partCode }: Alert, voice: Voice): Html {
  const code = troubleCode ?? jamCode ?? partCode ?? null;
  const addition = code === null || text.includes(code) ? null : html` <code>${code}</code>`;
  const tag = html`<span class="tag ${kind}">${voice.word(`alert.${kind}`)}</span>`;
  return html`<li>${tag} <span><bdi>${text || codeName}</bdi>${addition}</span></li>`;
}
