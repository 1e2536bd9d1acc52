/** Narrower than this a terminal is left to break lines by itself. */
const leastWidth = 30;

/**
 * A sentence in lines that fit the terminal, broken at spaces; what follows the first keeps its indent, and two letters
 * more. Words longer than a line stay whole, so that an address can still be copied.
 * @param columns width of the terminal; undefined: no terminal, nothing is broken
 */
export function wrapText(text: string, columns: number | undefined): readonly string[] {
  if (columns === undefined || columns < leastWidth || text.length <= columns) return [text];
  const indent = /^ */.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = indent;
  for (const word of text.trim().split(" ")) {
    const isFirst = line.trim() === "";
    if (!isFirst && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}
