/** One record of a CSV file (RFC 4180) and the line on which it starts, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Rows of a CSV text, or the place of a quote that is never closed, counted from 1. */
export type CsvOutcome =
  | { readonly ok: true; readonly rows: readonly CsvRow[] }
  | { readonly ok: false; readonly line: number; readonly column: number };

const byteOrderMark = "\uFEFF";

/** Spreadsheets of a Ukrainian locale write semicolons: whichever stands more often in the first line separates. */
function separatorOf(text: string): "," | ";" {
  const firstLine = text.split("\n", 1)[0] ?? "";
  return firstLine.split(";").length > firstLine.split(",").length ? ";" : ",";
}

/** Reads CSV with comma or semicolon, quotes, quoted line breaks, any line end, with or without a byte order mark. */
export function parseCsv(source: string): CsvOutcome {
  const text = source.startsWith(byteOrderMark) ? source.slice(1) : source;
  const separator = separatorOf(text);
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let cell = "";
  let line = 1;
  let rowLine = 1;
  let quoteLine = 0;
  const endCell = () => {
    cells.push(cell.trim());
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (cells.some((value) => value !== "")) rows.push({ line: rowLine, cells });
    cells = [];
    rowLine = line;
  };
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === "\n") line += 1;
    if (quoteLine > 0) {
      if (char !== '"') cell += char;
      else if (text.charAt(index + 1) === '"') {
        cell += char;
        index += 1;
      } else quoteLine = 0;
    } else if (char === '"' && cell.trim() === "") {
      quoteLine = line;
      cell = "";
    } else if (char === separator) endCell();
    else if (char === "\n") endRow();
    else cell += char;
  }
  if (quoteLine > 0) return { ok: false, line: quoteLine, column: cells.length + 1 };
  endRow();
  return { ok: true, rows };
}
