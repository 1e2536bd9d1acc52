import { AgentError } from "../leaf/errors.ts";
import { readTextFile } from "./text-file.ts";

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
  const cells = (line: string) => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
  const header = cells(lines[0] ?? "").map((cell) => cell.toLowerCase());
  const [serialColumn, siColumn] = [header.indexOf("serial"), header.indexOf("si")];
  if (serialColumn < 0 || siColumn < 0) {
    throw wrongLine(file, 1, "the header names no columns serial and si");
  }
  const numbers = new Map<string, string>();
  lines.slice(1).forEach((line, index) => {
    if (line.trim() === "") return;
    const row = cells(line);
    const [serial, si] = [row[serialColumn] ?? "", row[siColumn] ?? ""];
    if (serial === "" || si === "") throw wrongLine(file, index + 2, `${serial === "" ? "serial" : "si"} is empty`);
    if (numbers.has(serial)) throw wrongLine(file, index + 2, `serial ${serial} stands here twice`);
    numbers.set(serial, si);
  });
  return numbers;
}

function wrongLine(file: string, line: number, what: string): AgentError {
  return new AgentError({
    kind: "config",
    code: "si-file-wrong",
    message: `${file}:${line}: ${what}`,
    remedy: "One line a device, as in: serial,si on the first line, then A5C1021007733,UA-104233.",
  });
}
