import { createHash } from "node:crypto";
import type { Language } from "../leaf/language.ts";
import { Html, type HtmlPart, html } from "./html.ts";
import { style } from "./style.ts";
import type { Voice } from "./voice.ts";

/** The source for `style-src` of the Content-Security-Policy: this style and no other. */
export const styleHash = `sha256-${createHash("sha256").update(style).digest("base64")}`;

const refreshS = 15;
const styleTag = new Html(`<style>${style}</style>`);

/** What stands around every page. */
export interface Frame {
  readonly title: string;
  /** Where the page is, to switch the language and stay. */
  readonly path: string;
  readonly head: Html;
  readonly body: HtmlPart;
}

/** A whole document: no script, nothing to load but its icon. */
export function framePage({ title, path, head, body }: Frame, voice: Voice): string {
  const { language, word } = voice;
  const other: Language = language === "uk" ? "en" : "uk";
  return html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${refreshS}"><meta name="color-scheme" content="light dark">
<link rel="icon" href="/icon.svg" type="image/svg+xml"><title>${title}</title>
${styleTag}</head>
<body>
<header>${head}<nav><a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${word("otherLanguage")}</a></nav></header>
<main>
${body}
</main>
</body>
</html>
`.toString();
}

/** A list of names and values; what is null is left out. */
export function factList(facts: readonly (readonly [string, HtmlPart])[]): Html {
  const known = facts.filter(([, value]) => value !== null);
  return html`<dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A part of a page under its heading. */
export function section(title: string, body: HtmlPart): Html {
  return html`<section><h2>${title}</h2>${body}</section>`;
}
