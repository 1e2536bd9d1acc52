import type { DeviceSnapshot } from "./agent-snapshot.ts";
import { type Html, html } from "./html.ts";
import type { Voice } from "./voice.ts";

/** The path of a device's page. */
export function devicePath(uid: string): string {
  return `/devices/${encodeURIComponent(uid.toWellFormed())}`;
}

/** A link to the device's page, in the language of this one. */
export function deviceLink({ uid, model }: Pick<DeviceSnapshot, "uid" | "model">, voice: Voice): Html {
  return html`<a href="${devicePath(uid)}?lang=${voice.language}"><bdi>${model ?? voice.word("unnamed")}</bdi></a>`;
}

/** How the device is reached, and whether it sleeps: then its levels are the last known ones. */
export function contactTags({ contact, reading }: DeviceSnapshot, voice: Voice): Html {
  const asleep = reading?.status?.asleep ? html` <span class="tag">${voice.word("asleep")}</span>` : null;
  return html`<p class="tags"><span class="tag ${contact}">${voice.word(`contact.${contact}`)}</span>${asleep}</p>`;
}
