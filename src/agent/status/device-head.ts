import type { Language } from "../leaf/language.ts";
import type { DeviceSnapshot } from "./agent-snapshot.ts";
import { type Section, sections } from "./history/section-times.ts";
import { type Html, html } from "./html.ts";
import type { Voice } from "./voice.ts";

/** The path of a device's page, or of one below it. */
export function devicePath(uid: string, language: Language, below = ""): string {
  return `/devices/${encodeURIComponent(uid.toWellFormed())}${below}?lang=${language}`;
}

/** A link to the device's page, in the language of this one. */
export function deviceLink({ uid, model }: Pick<DeviceSnapshot, "uid" | "model">, voice: Voice): Html {
  return html`<a href="${devicePath(uid, voice.language)}"><bdi>${model ?? voice.word("unnamed")}</bdi></a>`;
}

/** How the device is reached, and whether it sleeps: then its levels are the last known ones. */
export function contactTags({ contact, reading }: DeviceSnapshot, voice: Voice): Html {
  const asleep = reading?.status?.asleep ? html` <span class="tag">${voice.word("asleep")}</span>` : null;
  return html`<p class="tags"><span class="tag ${contact}">${voice.word(`contact.${contact}`)}</span>${asleep}</p>`;
}

/** The age of each section: what was read together is told together, as in `status, supplies 1 minute ago`. */
export function sectionAges({ readAt }: DeviceSnapshot, voice: Voice): Html {
  const read = sections.flatMap((section) => {
    const at = readAt[section];
    return at === undefined ? [] : [{ section, age: voice.age(at) }];
  });
  if (read.length === 0) return html`${voice.word("never")}`;
  const together = [...Map.groupBy(read, ({ age }) => age)];
  const told = together.map(
    ([age, ofAge]) => `${ofAge.map(({ section }) => sectionWord(section, voice)).join(", ")} ${age}`,
  );
  return html`${told.join(" · ")}`;
}

function sectionWord(section: Section, { word }: Voice): string {
  return word(`section.${section}`);
}
