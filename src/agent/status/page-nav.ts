import { type Html, html } from "./html.ts";
import type { Voice } from "./voice.ts";

export interface PagedList {
  /** From 1. */
  readonly page: number;
  readonly hasNext: boolean;
  /** Where one is, as in `2 / 5`. */
  readonly place: string;
  readonly pathTo: (page: number) => string;
}

/** The way to the pages of a list before and after this one. */
export function pageNav({ page, hasNext, place, pathTo }: PagedList, { word }: Voice): Html {
  const link = (to: number, text: string, isShown: boolean) =>
    isShown ? html`<a href="${pathTo(to)}">${text}</a>` : html`<span></span>`;
  return html`<nav class="pages" aria-label="${word("pagesOfList")}">${link(page - 1, `← ${word("previous")}`, page > 1)}
<span>${place}</span>${link(page + 1, `${word("next")} →`, hasNext)}</nav>`;
}
