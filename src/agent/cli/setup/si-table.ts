const emptyTable = "serial,si\n";

/**
 * A table of service numbers with more of them. The table keeps its columns, separator and lines; a serial number that
 * stands there already gets its new number.
 * @param table as `readSiNumbers` takes it; undefined: there is none yet
 */
export function addSiNumbers(table: string | undefined, added: ReadonlyMap<string, string>): string {
  const [head = "", ...lines] = (table ?? emptyTable).split(/\r?\n/).filter((line) => line.trim() !== "");
  const separator = head.includes(";") ? ";" : ",";
  const columns = head.split(separator).map((cell) => bare(cell).toLowerCase());
  const [serialColumn, siColumn] = [columns.indexOf("serial"), columns.indexOf("si")];
  const left = new Map(added);
  const changed = lines.map((line) => {
    const cells = line.split(separator);
    const serial = bare(cells[serialColumn] ?? "");
    const si = left.get(serial);
    left.delete(serial);
    return si === undefined ? line : cells.with(siColumn, si).join(separator);
  });
  const row = (serial: string, si: string) =>
    columns.map((_, at) => (at === serialColumn ? serial : at === siColumn ? si : "")).join(separator);
  return `${[head, ...changed, ...[...left].map(([serial, si]) => row(serial, si))].join("\n")}\n`;
}

function bare(cell: string): string {
  return cell
    .replace(/^\uFEFF/, "")
    .trim()
    .replace(/^"(.*)"$/, "$1");
}
