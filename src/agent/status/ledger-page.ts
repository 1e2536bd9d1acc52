import type { Language } from "../leaf/language.ts";
import type { AgentSnapshot } from "./agent-snapshot.ts";
import { type Html, html } from "./html.ts";
import { framePage, section } from "./page-frame.ts";
import { pageNav } from "./page-nav.ts";
import { stackedTable } from "./stacked-table.ts";
import type { Voice } from "./voice.ts";

type Ledger = AgentSnapshot["ledger"];

const linesPerPage = 50;
/** The ledger keeps no more than ten thousand exchanges. */
const mostPages = 200;

export function ledgerPath(page: number, language: Language): string {
  return `/ledger?lang=${language}${page === 1 ? "" : `&page=${page}`}`;
}

/**
 * All that left the network, a page at a time, the newest first.
 * @param newest reads so many of the newest exchanges
 */
export function renderLedgerPage(
  siteName: string,
  asked: number,
  newest: (most: number) => Ledger,
  canLeave: boolean,
  voice: Voice,
): string {
  const { word, language } = voice;
  const page = Math.min(asked, mostPages);
  const lines = newest(page * linesPerPage + 1).slice((page - 1) * linesPerPage);
  const shown = lines.slice(0, linesPerPage);
  const pathTo = (to: number) => ledgerPath(to, language);
  return framePage(
    {
      title: `${word("ledger")} · ${siteName}`,
      pathIn: (other) => ledgerPath(page, other),
      head: html`<p><a href="/?lang=${language}">← ${word("overview")}</a></p><h1>${word("ledger")}</h1>`,
      body: [
        section(
          word("exchanges"),
          shown.length === 0 ? html`<p class="soft">${word("none")}</p>` : ledgerTable(shown, voice),
        ),
        pageNav({ page, hasNext: lines.length > linesPerPage && page < mostPages, place: `${page}`, pathTo }, voice),
      ],
      isLive: true,
      canLeave,
    },
    voice,
  );
}

/** What left the network and when; `times` are tries in a row that ended alike. */
export function ledgerTable(lines: Ledger, voice: Voice): Html {
  const { word, number } = voice;
  const heads = (["when", "where", "what", "records", "bytes", "outcome"] as const).map(word);
  const rows = lines.map(({ at, host, what, records, sentBytes, outcome, times }) => {
    const told = outcome === "taken" ? word("taken") : voice.name("reason", outcome);
    const result = times > 1 ? `${told} × ${number(times)}` : told;
    return {
      head: voice.clock(at),
      cells: [html`<bdi>${host}</bdi>`, voice.name("exchange", what), number(records), number(sentBytes), result],
    };
  });
  return stackedTable(heads, rows);
}
