import { type Html, html } from "./html.ts";
import type { MessageKey } from "./message-table.ts";
import { framePage } from "./page-frame.ts";
import type { Voice } from "./voice.ts";

/**
 * Asks for the password; says nothing of the site to whoever does not know it.
 * @param typed what a form held that came too late, for the one who sent it
 */
export function renderLoginPage(
  trouble: Extract<MessageKey, `login.${string}`> | null,
  typed: Html | null,
  voice: Voice,
): string {
  const { word, language } = voice;
  const notice: Html | null = trouble && html`<p class="bad" role="alert">${word(trouble)}</p>`;
  return framePage(
    {
      title: "mfp-agent",
      pathIn: (other) => `/login?lang=${other}`,
      head: html`<h1>mfp-agent</h1>`,
      body: html`<section class="narrow">${notice}<form method="post" action="/login?lang=${language}">
<label class="broad">${word("password")}<input type="password" name="password" autocomplete="current-password" required autofocus></label>
${typed}<p class="broad"><button>${word("enter")}</button></p></form></section>`,
      isLive: false,
      canLeave: false,
    },
    voice,
  );
}
