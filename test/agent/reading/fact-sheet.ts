/** A fact sheet of a recorded device: Markdown with a heading and a table or a few lines for each section. */
export interface FactSheet {
  readonly section: (heading: string) => string;
  /** Rows of the tables below a heading, each as its cells by column name. */
  readonly rows: (heading: string, firstColumn: string) => readonly Readonly<Record<string, string>>[];
}

export function parseFactSheet(markdown: string): FactSheet {
  const sections = new Map(
    markdown.split(/^## /m).map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end).split(" (", 1)[0] ?? "", part.slice(end)] as const;
    }),
  );
  const section = (heading: string) => sections.get(heading) ?? "";
  return { section, rows: (heading, firstColumn) => tableRows(section(heading), firstColumn) };
}

function tableRows(text: string, firstColumn: string): readonly Readonly<Record<string, string>>[] {
  const rows: Record<string, string>[] = [];
  let header: readonly string[] = [];
  for (const line of text.split("\n")) {
    if (!line.startsWith("|")) {
      header = [];
      continue;
    }
    const cells = line
      .slice(1, line.lastIndexOf("|"))
      .split("|")
      .map((cell) => cell.trim());
    if (cells.every((cell) => /^-+$/.test(cell))) continue;
    if (header.length === 0) header = cells;
    else if (header[0] === firstColumn)
      rows.push(Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
  }
  return rows;
}

/** The number that a cell begins with; null for `-`, `None`, `ABSENT` and an empty cell. */
export function numberIn(cell: string | undefined): number | null {
  const found = /^\**(-?[0-9]+)/.exec(cell ?? "")?.[1];
  return found === undefined ? null : Number(found);
}

/** A cell's text; null where the sheet says that there is none. */
export function textIn(cell: string | undefined): string | null {
  return cell === undefined || ["", "-", "ABSENT", "(empty)", "None"].includes(cell) ? null : cell;
}
