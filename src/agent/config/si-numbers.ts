import { AgentError } from "../leaf/errors.ts";
import { readTextFile } from "./text-file.ts";

/** Central refuses every record of a device with a longer one. */
const longestNumber = 255;

/**
 * Reads the service numbers of the site: a CSV with a header line that names the columns `serial` and `si`, separated by
 * comma or semicolon.
 * @throws AgentError of kind `config` that names line and column
 */
export function readSiNumbers(file: string): ReadonlyMap<string, string> {
  return parseSiNumbers(file, readTextFile(file, "siNumbersFile"));
}

export function parseSiNumbers(file: string, text: string): ReadonlyMap<string, string> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const separator = lines[0]?.includes(";") ? ";" : ",";
  const header = cellsOf(lines[0] ?? "", separator).map((cell) => cell.toLowerCase());
  const [serialColumn, siColumn] = [header.indexOf("serial"), header.indexOf("si")];
  if (serialColumn < 0 || siColumn < 0) {
    throw wrongLine(file, 1, "the header names no columns serial and si");
  }
  const numbers = new Map<string, string>();
  lines.slice(1).forEach((line, index) => {
    if (line.trim() === "") return;
    const row = cellsOf(line, separator);
    // A cell too many has moved the others: a device would get its serial for its number.
    if (row.length > header.length) {
      throw wrongLine(file, index + 2, `has ${row.length} cells, the header has ${header.length}`);
    }
    const [serial, si] = [row[serialColumn] ?? "", row[siColumn] ?? ""];
    if (serial === "" || si === "") throw wrongLine(file, index + 2, `${serial === "" ? "serial" : "si"} is empty`);
    if (si.length > longestNumber) throw wrongLine(file, index + 2, `si is longer than ${longestNumber} characters`);
    if (numbers.has(serial)) throw wrongLine(file, index + 2, `serial ${serial} stands here twice`);
    numbers.set(serial, si);
  });
  return numbers;
}

/** Cells of a line (RFC 4180): one in quotes may hold the separator, and a quote as two. */
function cellsOf(line: string, separator: string): readonly string[] {
  const parts = line.split(separator);
  const cells: string[] = [];
  let open: string | undefined;
  for (const part of parts) {
    const cell: string = open === undefined ? part.trim() : `${open}${separator}${part}`.trimEnd();
    const isOpen = cell.startsWith('"') && (cell.match(/"/g)?.length ?? 0) % 2 === 1;
    open = isOpen ? cell : undefined;
    if (!isOpen) cells.push(cell.replace(/^"(.*)"$/, "$1").replaceAll('""', '"'));
  }
  return open === undefined ? cells : [...cells, open];
}

function wrongLine(file: string, line: number, what: string): AgentError {
  return new AgentError({
    kind: "config",
    code: "si-file-wrong",
    message: `${file}:${line}: ${what}`,
    remedy: "One line a device, as in: serial,si on the first line, then A5C1021007733,UA-104233.",
  });
}
