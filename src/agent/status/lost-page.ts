import { typedWords } from "./form-sheet.ts";
import { html } from "./html.ts";
import { framePage } from "./page-frame.ts";
import type { Voice } from "./voice.ts";

/** Answers a form about a device that is gone: with no form left to show, the person's words must not be lost. */
export function renderLostPage(typed: URLSearchParams, canLeave: boolean, voice: Voice): string {
  const { word, language } = voice;
  return framePage(
    {
      title: "mfp-agent",
      pathIn: (other) => `/?lang=${other}`,
      head: html`<p><a href="/?lang=${language}">← ${word("overview")}</a></p><h1>mfp-agent</h1>`,
      body: html`<section class="banner" role="alert"><p>${word("form.noDevice")}</p></section>
<section>${typedWords(typed, voice)}</section>`,
      isLive: false,
      canLeave,
    },
    voice,
  );
}
