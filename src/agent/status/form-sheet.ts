import type { FormName } from "./door/form-wish.ts";
import { type Html, type HtmlPart, html, verbatim } from "./html.ts";
import type { MessageKey } from "./message-table.ts";
import type { Voice } from "./voice.ts";

/** A form that was not taken: it is shown again as it was filled in. */
export interface RefusedForm {
  readonly name: FormName;
  readonly typed: URLSearchParams;
  /** The field to mend; null: it lies with none of them. */
  readonly field: string | null;
  readonly word: MessageKey;
}

/** Builds the fields of one form. */
export interface FormSheet {
  readonly line: (label: HtmlPart, name: string, attributes: Html) => Html;
  readonly text: (label: HtmlPart, name: string, attributes: Html) => Html;
  readonly choice: (
    label: HtmlPart,
    name: string,
    options: readonly (readonly [value: string, told: HtmlPart])[],
  ) => Html;
}

const troubleId = "trouble";

/** Fields that are empty, or filled as they were in the form that was refused, with the trouble beside its field. */
export function formSheet(refused: RefusedForm | null, voice: Voice): FormSheet {
  const typed = (name: string) => refused?.typed.get(name) ?? "";
  const mark = (name: string) =>
    refused?.field === name ? html` aria-invalid="true" aria-describedby="${troubleId}" autofocus` : null;
  const told = (name: string) => (refused?.field === name ? formTrouble(refused, voice) : null);
  return {
    line: (label, name, attributes) =>
      html`<label>${label}<input name="${name}" value="${verbatim(typed(name))}"${attributes}${mark(name)}>${told(name)}</label>`,
    // A browser drops the first line break of a text, so there is one to drop.
    text: (label, name, attributes) =>
      html`<label class="broad">${label}<textarea name="${name}"${attributes}${mark(name)}>\n${verbatim(typed(name))}</textarea>${told(name)}</label>`,
    choice: (label, name, options) => {
      const lines = options.map(([value, words]) => {
        const chosen = value === typed(name) ? html` selected` : null;
        return html`<option value="${value}"${chosen}>${words}</option>`;
      });
      return html`<label>${label}<select name="${name}">${lines}</select></label>`;
    },
  };
}

/** What is wrong with a form, for its field or the whole of it. */
export function formTrouble({ word }: RefusedForm, voice: Voice): Html {
  return html`<span class="broad bad" id="${troubleId}" role="alert">${voice.word(word)}</span>`;
}

/** The words of a form that cannot be shown again, so that they can be copied; null: there were none. */
export function typedWords(form: URLSearchParams, voice: Voice): Html | null {
  const words = ["text", "place", "contact"].map((name) => (form.get(name) ?? "").trim()).filter((word) => word !== "");
  if (words.length === 0) return null;
  return html`<label class="broad">${voice.word("form.typed")}<textarea rows="5" readonly>\n${verbatim(words.join("\n"))}</textarea></label>`;
}
