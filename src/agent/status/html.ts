/** Longest text that goes on a page, in characters: no value of the contract is longer, a flood is cut. */
const longestText = 1024;

/** Control, format (they turn the direction of writing) and line-separating characters, and halves of characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Markup that is safe on a page. The private field makes it impossible to pass anything off as one. */
export class Html {
  readonly #text: string;

  constructor(trusted: string) {
    this.#text = trusted;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template; `null` is nothing. */
export type HtmlPart = Html | readonly Html[] | string | number | null;

/**
 * Builds markup. Whatever is put in is escaped unless it is markup itself: `<b>${"<i>"}</b>` gives `<b>&lt;i&gt;</b>`.
 * A value may stand between tags or in an attribute with quotes, nowhere else.
 */
export function html(texts: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  return new Html(texts.map((text, index) => text + insert(values[index] ?? null)).join(""));
}

function insert(value: HtmlPart): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escapeText(value);
  return value instanceof Html ? value.toString() : value.join("");
}

/** What a person typed, for the same field again: whole and with its lines; the form it came in is bounded. */
export function verbatim(text: string): Html {
  return new Html(escapeMarks(text));
}

function escapeText(text: string): string {
  const bounded = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  return escapeMarks(bounded.replace(unprintable, " "));
}

function escapeMarks(text: string): string {
  return text.replace(/[&<>"']/g, (char) => escapes[char] ?? "");
}
