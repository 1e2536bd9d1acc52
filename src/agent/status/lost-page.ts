import { typedWords } from "./form-sheet.ts";
import { html } from "./html.ts";
import { framePage } from "./page-frame.ts";
import type { Voice } from "./voice.ts";

/**
 * Answers what leads nowhere, with a way back.
 * @param typed of a form about a device that is gone: with no form left to show, the person's words must not be lost
 */
export function renderLostPage(typed: URLSearchParams | null, canLeave: boolean, voice: Voice): string {
  const words = typed && typedWords(typed, voice);
  const { word, language } = voice;
  return framePage(
    {
      title: "mfp-agent",
      pathIn: (other) => `/?lang=${other}`,
      head: html`<p><a href="/?lang=${language}">← ${word("overview")}</a></p><h1>mfp-agent</h1>`,
      body: html`<section class="banner" role="alert"><p>${word(typed === null ? "notFound" : "form.noDevice")}</p></section>
${words && html`<section>${words}</section>`}`,
      isLive: false,
      canLeave,
    },
    voice,
  );
}
