import type { DeviceSnapshot } from "./agent-snapshot.ts";
import { devicePath } from "./device-head.ts";
import { countField, type FormName, helpKinds, stockedSupplies } from "./door/form-wish.ts";
import { type FormSheet, formSheet, formTrouble, type RefusedForm } from "./form-sheet.ts";
import { type Html, html } from "./html.ts";
import { itemName } from "./level-line.ts";
import type { Voice } from "./voice.ts";

/** What a person on site hands in about a device. */
export function deviceForms(
  device: DeviceSnapshot,
  token: string,
  refused: RefusedForm | null,
  voice: Voice,
): readonly Html[] {
  const { word, language } = voice;
  const folded = (name: FormName, build: (sheet: FormSheet) => Html) => {
    const mine = refused?.name === name ? refused : null;
    return html`<section><details${mine && html` open`}><summary>${word(`form.${name}`)}</summary>
<form method="post" action="${devicePath(device.uid, language, `/${name}`)}"><input type="hidden" name="token" value="${token}">
${mine?.field === null ? formTrouble(mine, voice) : null}${build(formSheet(mine, voice))}<p class="broad"><button${mine?.field === null ? html` autofocus` : null}>${word("form.send")}</button></p></form></details></section>`;
  };
  return [
    folded("request", (sheet) => requestFields(sheet, device, voice)),
    ...(stockedSupplies(device).length === 0 ? [] : [folded("stock", (sheet) => stockFields(sheet, device, voice))]),
    folded("place", (sheet) => placeFields(sheet, voice)),
  ];
}

function requestFields(sheet: FormSheet, device: DeviceSnapshot, voice: Voice): Html {
  const { word } = voice;
  const kinds = helpKinds.map((kind) => [kind, word(`form.${kind}`)] as const);
  const supplies = (device.reading?.supplies ?? [])
    .filter(({ kind }) => kind === "toner" || kind === "ink")
    .map((supply) => [supply.key, itemName(supply, voice)] as const);
  return html`${sheet.choice(word("form.what"), "what", kinds)}
${supplies.length === 0 ? null : sheet.choice(word("form.whichToner"), "supply", [["", "–"], ...supplies])}
${sheet.text(word("form.text"), "text", html` rows="3" maxlength="2000"`)}
${sheet.line(word("form.contact"), "contact", html` maxlength="255" autocomplete="name"`)}`;
}

function stockFields(sheet: FormSheet, device: DeviceSnapshot, voice: Voice): Html {
  const count = html` type="number" min="0" max="999" inputmode="numeric"`;
  const fields = stockedSupplies(device).map((supply) =>
    sheet.line(itemName(supply, voice), countField + supply.key, count),
  );
  return html`<p class="broad soft">${voice.word("form.stockNote")}</p>${fields}`;
}

function placeFields(sheet: FormSheet, { word }: Voice): Html {
  const line = html` maxlength="255"`;
  return html`${sheet.line(word("form.newPlace"), "place", line)}
${sheet.line(word("form.newContact"), "contact", line)}`;
}
