import type { Event } from "../../contract/event.ts";
import { deviceLink } from "./device-head.ts";
import { type Html, html } from "./html.ts";
import type { Voice } from "./voice.ts";

/** Events as lines, newest first; the event's own text is an English line for records. */
export function eventList(events: readonly Event[], voice: Voice): Html {
  if (events.length === 0) return html`<p class="soft">${voice.word("noEvents")}</p>`;
  return html`<ol class="events">${events.map((event) => eventLine(event, voice))}</ol>`;
}

function eventLine({ device, type, action, at, text }: Event, voice: Voice): Html {
  const who = device === null ? html`${voice.word("site")}` : deviceLink(device, voice);
  return html`<li><p class="when">${voice.moment(at)}</p>
<div><strong>${voice.word(`event.${type}`)}</strong> · <span class="soft">${voice.word(`action.${action}`)}</span> · ${who}
<p class="soft detail" lang="en"><bdi>${text}</bdi></p></div></li>
`;
}
