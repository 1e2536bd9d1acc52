import type { AlertRules } from "../profile/mib-schema.ts";
import { remember } from "./remember.ts";

/** Codes that devices name only in their texts: trouble C-2557, jam J-12, part P-8. */
export interface TextCodes {
  readonly trouble?: string;
  readonly jam?: string;
  readonly part?: string;
}

/** A model after the name of its series: "bizhub C3350", "AccurioPress C4080/C4070". */
const modelInText =
  /(?:bizhub(?: press| pro)?|accurio[a-z]{0,8}|ineo ?\+?|magicolor|minolta) ?C[0-9]{4}[a-z]{0,3}(?:\/C[0-9]{4}[a-z]{0,3})?/giu;

/** The number of a model that looks like a code: that of the bizhub C3350 does, that of a C454e or of a bizhub 42 does not. */
const codelikeNumber = /^C[0-9]{4}[a-z]{0,3}$/iu;

type CodeForm = AlertRules["textCodes"]["trouble"];

/**
 * Finds the codes in an alert's text: "Maintenance Required P-8" → { part: "P-8" }.
 * @param model the device's own name, whose number may look like a code: C3350
 */
export function findTextCodes(rules: AlertRules, text: string, model: string | null): TextCodes {
  const number = model?.split(" ").at(-1) ?? "";
  const withoutModel = codelikeNumber.test(number) ? text.replaceAll(wholeWord(number), " ") : text;
  return codesOfText(rules, withoutModel.replaceAll(modelInText, " "));
}

function wholeWord(letters: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${letters}(?![\\p{L}\\p{N}])`, "gu");
}

const codesOfText = remember(({ textCodes }: AlertRules, told): TextCodes => {
  const text = plainLetters(told);
  const trouble = findCode(textCodes.trouble, text);
  const jam = findCode(textCodes.jam, text);
  const part = findCode(textCodes.part, text);
  return { ...(trouble && { trouble }), ...(jam && { jam }), ...(part && { part }) };
});

/** Panels write codes in full width, `Ｃ－２５５７`, with a long dash, or in Cyrillic, whose С and Р look like C and P. */
function plainLetters(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\u2010-\u2015\u2212]/g, "-")
    .replaceAll(/С(?=-?[0-9A-F]{4})/g, "C")
    .replaceAll(/Р(?=-?[0-9])/g, "P");
}

/**
 * Devices write `C-2557`, `C2557` and `(C-2557)`; a word such as `C454e` is no code because its digits don't fit, and the
 * paper feed unit `PF-P08` none because letters of a product go before.
 */
function findCode(form: CodeForm, text: string): string | undefined {
  const [least, most] = form.length;
  const digits = form.digits === "hex" ? "[0-9A-F]" : "[0-9]";
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?<!(?:^|[^\\p{L}])\\p{Lu}{1,3}-)${form.prefix}-?(${digits}{${least},${most}})(?![\\p{L}\\p{N}])`,
    "u",
  );
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : `${form.prefix}-${found}`;
}
