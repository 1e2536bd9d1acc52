import type { Language } from "../leaf/language.ts";
import { type Html, html } from "./html.ts";
import { otherLanguages } from "./language.ts";
import type { Voice } from "./voice.ts";

/** Each code takes some 12 ms to make, and meanwhile nothing is polled. */
export const standsPerSheet = 20;

/** The way back, and to the other sheets of a site with many devices. */
export function counterLinks(sheet: number, sheets: number, { word, language }: Voice): Html {
  const path = (to: number, inLanguage: Language) => `/counters?lang=${inLanguage}${to === 1 ? "" : `&page=${to}`}`;
  const link = (to: number, text: string) =>
    to < 1 || to > sheets ? null : html`<a href="${path(to, language)}">${text}</a>`;
  const other = otherLanguages[language];
  const others = html`${link(sheet - 1, `← ${word("previous")}`)} <span>${sheet} / ${sheets}</span> ${link(sheet + 1, `${word("next")} →`)}`;
  return html`<a href="/?lang=${language}">← ${word("back")}</a>${sheets === 1 ? null : others}
<a href="${path(sheet, other)}" lang="${other}" hreflang="${other}">${word("otherLanguage")}</a>`;
}
