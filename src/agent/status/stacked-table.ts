import { type Html, type HtmlPart, html } from "./html.ts";

export interface TableRow {
  /** What the row is about. */
  readonly head: HtmlPart;
  readonly cells: readonly HtmlPart[];
}

/** A table that on a telephone becomes a block for each row, with the name of its column before each cell. */
export function stackedTable([rowsAre, ...columns]: readonly string[], rows: readonly TableRow[]): Html {
  const heads = [rowsAre ?? "", ...columns].map((head) => html`<th scope="col">${head}</th>`);
  const lines = rows.map(({ head, cells }) => {
    const named = cells.map((cell, at) => html`<td data-head="${columns[at] ?? ""}"><span>${cell}</span></td>`);
    return html`<tr><th scope="row">${head}</th>${named}</tr>
`;
  });
  return html`<table class="stacked"><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table>`;
}
