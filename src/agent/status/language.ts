import { type Language, languages } from "../leaf/language.ts";

/** To switch to. */
export const otherLanguages: Readonly<Record<Language, Language>> = { en: "uk", uk: "en" };

/** More wishes than any browser sends. */
const mostWishes = 16;

/** The language asked for by name, else the browser's first wish that we speak (RFC 9110 section 12.5.4), else English. */
export function chooseLanguage(asked: string | undefined, acceptLanguage: string | undefined): Language {
  const named = languages.find((language) => language === asked);
  if (named) return named;
  const wishes = (acceptLanguage ?? "").split(",").slice(0, mostWishes).map(readWish);
  const best = wishes.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight);
  return best.flatMap(({ tag }) => languages.find((language) => language === tag) ?? [])[0] ?? "en";
}

/** `uk-UA;q=0.9` → Ukrainian with weight 0.9; the weight is 1 when left out, 0 means "not this one". */
function readWish(wish: string): { readonly tag: string; readonly weight: number } {
  const [range = "", ...parameters] = wish.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { tag: range.split("-")[0] ?? "", weight: Number.isFinite(weight) ? weight : 0 };
}
