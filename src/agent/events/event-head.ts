import type { Certainty, Event, EventDevice, Evidence } from "../../contract/event.ts";

/** Who an event speaks of and when it was seen. */
export interface Occasion {
  readonly device: EventDevice;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What a reducer answers: its part of the memory, and what there is to say. */
export interface Step<State> {
  readonly state: State;
  readonly events: readonly Event[];
}

/** What all events tell besides their own data. */
export interface Telling {
  readonly key: string;
  readonly certainty: Certainty;
  readonly text: string;
  readonly evidence: Evidence;
}

/** Longest text that the contract takes. */
const maxTextLength = 255;

function head<Action extends Event["action"]>(occasion: Occasion, action: Action, telling: Telling) {
  const text = telling.text.slice(0, maxTextLength);
  return { device: occasion.device, at: occasion.at, action, ...telling, text };
}

/** The head of an event that opens its key. */
export function raise(occasion: Occasion, telling: Telling) {
  return head(occasion, "raise", telling);
}

/** The head of an event that closes the key opened at `raisedAt`. */
export function clear(occasion: Occasion, raisedAt: string, telling: Telling) {
  return { ...head(occasion, "clear", telling), raisedAt };
}

/** The head of an event that has no end. */
export function note(occasion: Occasion, telling: Telling) {
  return head(occasion, "note", telling);
}
