/** Control characters and the marks that turn the direction of writing: a device's text must not rearrange a page. */
const unprintable = /[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]+/gu;

/** A foreign text as one harmless line. */
export function singleLine(text: string): string {
  return text.replace(unprintable, " ").trim();
}

/** A number with its noun: 1 record, 2 records. */
export function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
