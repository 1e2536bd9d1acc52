/** Word stems by color, in lower case, in the languages of the panel. */
export type ColorWords = Readonly<Record<string, readonly string[]>>;

/** Letters of scripts that put spaces between words. */
const spacedLetter = /[\p{Script=Latin}\p{Script=Cyrillic}]/u;

/**
 * The colors that a text names. A stem counts only where a word begins: "Tonerová" holds no nero. A word that was taken for
 * one color is none of another, so "light cyan" is no cyan where light cyan is asked first.
 */
export function namedColors(words: ColorWords, text: string): readonly string[] {
  let rest = text.toLowerCase();
  return Object.entries(words)
    .filter(([, stems]) => {
      const found = stems.filter((stem) => beginsWord(rest, stem));
      for (const stem of found) rest = rest.replaceAll(stem, " ");
      return found.length > 0;
    })
    .map(([color]) => color);
}

function beginsWord(text: string, stem: string): boolean {
  for (let at = text.indexOf(stem); at !== -1; at = text.indexOf(stem, at + 1)) {
    if (at === 0 || !spacedLetter.test(text.charAt(at - 1))) return true;
  }
  return false;
}
