import type { DeviceSnapshot } from "./agent-snapshot.ts";
import { devicePath } from "./device-head.ts";
import { countField, type FormName, stockedSupplies } from "./door/form-wish.ts";
import { type Html, html } from "./html.ts";
import { itemName } from "./level-line.ts";
import type { Voice } from "./voice.ts";

/** What a person on site hands in about a device. */
export function deviceForms(device: DeviceSnapshot, token: string, voice: Voice): readonly Html[] {
  const { word } = voice;
  return [
    folded(word("form.request"), requestForm(device, token, voice)),
    ...(stockedSupplies(device).length === 0 ? [] : [folded(word("form.stock"), stockForm(device, token, voice))]),
    folded(word("form.place"), placeForm(device, token, voice)),
  ];
}

function folded(title: string, body: Html): Html {
  return html`<section><details><summary>${title}</summary>${body}</details></section>`;
}

function requestForm(device: DeviceSnapshot, token: string, voice: Voice): Html {
  const { word } = voice;
  const kinds = (["toner", "repair", "other"] as const).map(
    (kind) => html`<option value="${kind}">${word(`form.${kind}`)}</option>`,
  );
  const supplies = (device.reading?.supplies ?? [])
    .filter(({ kind }) => kind === "toner" || kind === "ink")
    .map((supply) => html`<option value="${supply.key}">${itemName(supply, voice)}</option>`);
  const supply =
    supplies.length === 0
      ? null
      : html`<label>${word("form.whichToner")}<select name="supply"><option value="">–</option>${supplies}</select></label>`;
  return form(
    "request",
    device,
    token,
    html`<label>${word("form.what")}<select name="what">${kinds}</select></label>${supply}
<label class="broad">${word("form.text")}<textarea name="text" rows="3" maxlength="2000"></textarea></label>
<label>${word("form.contact")}<input name="contact" maxlength="255" autocomplete="name"></label>`,
    voice,
  );
}

function stockForm(device: DeviceSnapshot, token: string, voice: Voice): Html {
  const fields = stockedSupplies(device).map(
    (supply) =>
      html`<label>${itemName(supply, voice)}<input name="${countField}${supply.key}" type="number" min="0" max="999" inputmode="numeric"></label>`,
  );
  return form("stock", device, token, html`<p class="broad soft">${voice.word("form.stockNote")}</p>${fields}`, voice);
}

function placeForm(device: DeviceSnapshot, token: string, voice: Voice): Html {
  const { word } = voice;
  return form(
    "place",
    device,
    token,
    html`<label>${word("form.newPlace")}<input name="place" maxlength="255"></label>
<label>${word("form.newContact")}<input name="contact" maxlength="255"></label>`,
    voice,
  );
}

function form(name: FormName, { uid }: DeviceSnapshot, token: string, fields: Html, voice: Voice): Html {
  return html`<form method="post" action="${devicePath(uid, voice.language, `/${name}`)}"><input type="hidden" name="token" value="${token}">
${fields}<p class="broad"><button>${voice.word("form.send")}</button></p></form>`;
}
