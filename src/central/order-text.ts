import { type Language, wordFor } from "./labels.ts";
import { isRequestKey } from "./sign.ts";
import type { DetailLine, WorkOrder } from "./work-order.ts";

const tonerCause = "toner.";

/** What is wanted, in one line. Records are English, so another language says it by kind and cause; a person's words stay. */
export function orderText(
  order: Pick<WorkOrder, "kind" | "key" | "cause" | "text" | "detail">,
  language: Language,
): string {
  const { kind, key, cause, text, detail } = order;
  if (language === "en" || kind === "placeChange" || kind === "contactChange") return text;
  const words = wordFor(language);
  const color = cause.startsWith(tonerCause) ? words(cause.slice(tonerCause.length)) : null;
  const facts = detail.filter(({ about }) => about === "code" || about === "panel" || about === "part");
  const named = color === null ? facts.map((fact) => (fact.about === "code" ? words(fact.text) : fact.text)) : [color];
  return [words(`${isRequestKey(key) ? "asked" : "needed"}_${kind}`), named.join(", ")]
    .filter((part) => part !== "")
    .join(": ");
}

/** `Panel: Call service`; a person's own words stand alone. */
export function detailText({ about, text }: DetailLine, language: Language): string {
  const words = wordFor(language);
  return about === null ? text : `${words(`about_${about}`)}: ${about === "code" ? words(text) : text}`;
}
