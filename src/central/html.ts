import { singleLine } from "./plain-text.ts";

/** Markup that is safe to put on a page. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | readonly Markup[] | string | number | null;

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Builds markup from a template. Whatever is put in is escaped, unless it is markup itself; attributes need quotes. */
export function html(texts: TemplateStringsArray, ...values: Part[]): Markup {
  return new Markup(texts.map((text, index) => text + insert(values[index] ?? "")).join(""));
}

function insert(value: Part): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === "string") return singleLine(value).replace(/[&<>"']/g, (char) => escapes[char] ?? "");
  if (typeof value === "number" || value === null) return String(value ?? "");
  return value.map(({ text }) => text).join("");
}
