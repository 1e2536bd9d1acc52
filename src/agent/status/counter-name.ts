import type { Voice } from "./voice.ts";

/** `print.fullColor.large` → `Print, full color, large format`; a part without a word stays as it is. */
export function counterName(id: string, voice: Voice): string {
  return id
    .split(".")
    .map((part) => voice.name("counter", part))
    .join(", ");
}

/** The total first, the others as they come. */
export function compareCounters(one: string, other: string): number {
  return Number(other === "total") - Number(one === "total");
}
