import type { HistoryDay } from "./history/month-row.ts";
import { Html, html } from "./html.ts";
import { inkOf } from "./level-line.ts";
import type { Voice } from "./voice.ts";

/** A line of a chart: one supply or part. */
export interface Series {
  readonly key: string;
  readonly name: Html;
  readonly color: string | null;
}

const dayMs = 86_400_000;
/** A chart of less than two weeks would look like a cliff. */
const leastDays = 14;
/** Days without a value up to which a line goes on: a printer rests at the weekend. */
const bridgedDays = 4;
/** Rows of numbers below a chart; the whole year stands in the curve. */
const mostRows = 31;

/** Days counted from 1970. */
function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
}

/** Levels by day: a line each, told apart by color and by the pattern of its dashes, and the same as a table. */
export function levelChart(days: readonly HistoryDay[], series: readonly Series[], voice: Voice): Html | null {
  const drawn = series.filter(({ key }) => days.some(({ levels }) => levels[key] !== undefined));
  const axis = axisOf(days);
  if (drawn.length === 0 || axis === null) return null;
  const lines = drawn.map(({ key, color }) => {
    const points = days.flatMap(({ day, levels }) => {
      const percent = levels[key];
      return percent === undefined ? [] : [[dayNumber(day) - axis.from, percent] as const];
    });
    return new Html(`<path class="curve ${inkOf(color)}" d="${linePath(points)}"/>`);
  });
  const legend = drawn.map(
    ({ name, color }) =>
      html`<li><svg class="swatch" viewBox="0 0 30 8" aria-hidden="true"><path class="curve ${inkOf(color)}" d="M0 4H30"/></svg>${name}</li>`,
  );
  const rows = days.slice(-mostRows).toReversed();
  const cells = rows.map(({ day, levels }) => [day, drawn.map(({ key }) => levels[key])] as const);
  return html`<figure class="chart">${plot(axis, lines, [100, 50, 0].map(voice.percent), voice.word("levelCurves"))}
<figcaption>${dateLine(axis, voice)}<ul class="legend">${legend}</ul></figcaption></figure>
${numberTable(
  drawn.map(({ name }) => name),
  cells.map(([day, values]) => [day, values.map((value) => (value === undefined ? "–" : voice.percent(value)))]),
  voice,
)}`;
}

/** Pages by day as bars; a day without a reading shares what the next one tells. */
export function pageChart(days: readonly HistoryDay[], voice: Voice): Html | null {
  const bars = pagesPerDay(days);
  const axis = axisOf(days);
  const most = Math.max(...bars.map(({ pages }) => pages));
  if (bars.length === 0 || axis === null || most === 0) return null;
  const path = bars
    .map(({ day, pages }) => `M${dayNumber(day) - axis.from - 0.4} 100V${round(100 - (pages / most) * 100)}h.8V100z`)
    .join("");
  const ticks = [voice.number(most), voice.number(Math.round(most / 2)), "0"];
  return html`<figure class="chart">${plot(axis, [new Html(`<path class="bars" d="${path}"/>`)], ticks, voice.word("pagesByDay"))}
<figcaption>${dateLine(axis, voice)}</figcaption></figure>
${numberTable(
  [html`${voice.word("pages")}`],
  bars
    .slice(-mostRows)
    .toReversed()
    .map(({ day, pages }) => [day, [voice.number(Math.round(pages))]]),
  voice,
)}`;
}

/** Pages of each day from the totals; where the total fell (a new meter) there is no telling. */
export function pagesPerDay(days: readonly HistoryDay[]): readonly { readonly day: string; readonly pages: number }[] {
  const counted = days.flatMap(({ day, pages }) => (pages === null ? [] : [{ number: dayNumber(day), pages }]));
  return counted.slice(1).flatMap((now, index) => {
    const before = counted[index];
    if (before === undefined || now.pages < before.pages) return [];
    const span = now.number - before.number;
    return Array.from({ length: span }, (_, step) => ({
      day: dayText(before.number + step + 1),
      pages: (now.pages - before.pages) / span,
    }));
  });
}

interface Axis {
  readonly from: number;
  readonly to: number;
}

function axisOf(days: readonly HistoryDay[]): Axis | null {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  const to = dayNumber(last.day);
  return { from: Math.min(dayNumber(first.day), to - leastDays), to };
}

/** `M0 80L1 79…`, broken where too many days are missing; a lone point becomes a short dash. */
function linePath(points: readonly (readonly [x: number, percent: number])[]): string {
  return points
    .map(([x, percent], index) => {
      const before = points[index - 1];
      const isJoined = before !== undefined && x - before[0] <= bridgedDays;
      return isJoined ? `L${x} ${100 - percent}` : `M${x} ${100 - percent}h.2`;
    })
    .join("");
}

function plot({ from, to }: Axis, marks: readonly Html[], ticks: readonly string[], label: string): Html {
  const width = to - from + 1;
  return html`<div class="plot"><div class="ticks" aria-hidden="true">${ticks.map((tick) => html`<span>${tick}</span>`)}</div>
<svg viewBox="-0.5 -2 ${width} 104" preserveAspectRatio="none" role="img" aria-label="${label}"><path class="grid" d="M-1 0H${width}M-1 50H${width}M-1 100H${width}"/>${marks}</svg></div>`;
}

function dateLine({ from, to }: Axis, { date }: Voice): Html {
  return html`<p class="dates soft">${date(dayText(from))}<span></span>${date(dayText(to))}</p>`;
}

function numberTable(
  heads: readonly Html[],
  rows: readonly (readonly [day: string, values: readonly string[]])[],
  { word, date }: Voice,
): Html {
  const lines = rows.map(
    ([day, values]) =>
      html`<tr><th scope="row">${date(day)}</th>${values.map((value) => html`<td>${value}</td>`)}</tr>`,
  );
  return html`<details><summary>${word("asTable")}</summary><div class="wide"><table><thead><tr><th scope="col">${word("day")}</th>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${lines}</tbody></table></div></details>`;
}

function dayText(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
