import { deviceLink } from "./device-head.ts";
import { sayDetail } from "./event-detail.ts";
import { type Html, html } from "./html.ts";
import type { ToldEvent } from "./told-event.ts";
import type { Voice } from "./voice.ts";

/** Events as lines, newest first. */
export function eventList(events: readonly ToldEvent[], whose: "site" | "device", voice: Voice): Html {
  if (events.length === 0) return html`<p class="soft">${voice.word("noEvents")}</p>`;
  const lines = events.map((event) => {
    const who = whose === "site" ? html` · ${whoOf(event, voice)}` : null;
    return html`<li><p class="when">${voice.moment(event.at)}</p>
<div>${whatHappened(event, voice)}${who}
${detailLine(event, voice)}</div></li>
`;
  });
  return html`<ol class="events">${lines}</ol>`;
}

/** The event's own text is an English line for records. */
function detailLine({ detail, text }: ToldEvent, voice: Voice): Html {
  const said = detail && sayDetail(detail, voice);
  const language = said === undefined ? html` lang="en"` : null;
  return html`<p class="soft detail"${language}><bdi>${said ?? text}</bdi></p>`;
}

function whoOf({ device }: ToldEvent, voice: Voice): Html {
  return device === null ? html`${voice.word("site")}` : deviceLink(device, voice);
}

/** A device that is found is an open matter only until it is registered. */
function whatHappened({ type, action }: ToldEvent, { word }: Voice): Html {
  if (type === "deviceFound" && action === "clear") return html`<strong>${word("event.deviceRegistered")}</strong>`;
  const name = html`<strong>${word(`event.${type}`)}</strong>`;
  if (type === "deviceFound" || action === "note") return name;
  return html`${name} · <span class="soft">${word(`action.${action}`)}</span>`;
}
