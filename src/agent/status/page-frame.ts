import { createHash } from "node:crypto";
import type { Language } from "../leaf/language.ts";
import { Html, type HtmlPart, html } from "./html.ts";
import { otherLanguages } from "./language.ts";
import { style } from "./style.ts";
import type { Voice } from "./voice.ts";

/** The source for `style-src` of the Content-Security-Policy: this style and no other. */
export const styleHash = hashOf(style);

/** Where the script of live pages is. */
export const liveScriptPath = "/live.js";

const refreshS = 15;
const styleTag = new Html(`<style>${style}</style>`);

/** What stands around every page. */
export interface Frame {
  readonly title: string;
  /** The same page in a language, with all that its address says beside it. */
  readonly pathIn: (language: Language) => string;
  readonly head: Html;
  readonly body: HtmlPart;
  /** Whether it keeps itself fresh; a page that answers a form stays as it is. */
  readonly isLive: boolean;
  /** Whether somebody gave a password, and can take leave. */
  readonly canLeave: boolean;
}

/** The hash of an inline style, as the Content-Security-Policy names it. */
export function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** A whole document; all that it loads are its icon and its script. */
export function framePage({ title, pathIn, head, body, isLive, canLeave }: Frame, voice: Voice): string {
  const { language, word } = voice;
  const other = otherLanguages[language];
  return html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${isLive ? html`<script src="${liveScriptPath}" defer></script><noscript><meta http-equiv="refresh" content="${refreshS}"></noscript>` : null}
<link rel="icon" href="/icon.svg" type="image/svg+xml"><title>${title}</title>
${styleTag}</head>
<body>
<a class="skip" href="#main">${word("skip")}</a>
<p id="stale" role="status" hidden>${word("stale")}</p>
<header>${head}<nav><a href="${pathIn(other)}" lang="${other}" hreflang="${other}">${word("otherLanguage")}</a>${canLeave ? leaveForm(voice) : null}</nav></header>
<main id="main" tabindex="-1">
${body}
</main>
</body>
</html>
`.toString();
}

/** Like the login it bears no token: that it comes from a page of ours is looked at before. */
function leaveForm({ word, language }: Voice): Html {
  return html`<form method="post" action="/logout?lang=${language}"><button class="quiet">${word("leave")}</button></form>`;
}

/** A list of names and values; what is null is left out. */
export function factList(facts: readonly (readonly [string, HtmlPart])[]): Html {
  const known = facts.filter(([, value]) => value !== null);
  return html`<dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A part of a page under its heading. */
export function section(title: HtmlPart, body: HtmlPart): Html {
  return html`<section><h2>${title}</h2>${body}</section>`;
}
