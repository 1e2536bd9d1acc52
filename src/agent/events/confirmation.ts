import { apartMs } from "./span.ts";

/** One condition on its way up or down: a single poll neither raises nor clears anything. */
export interface Confirmation {
  /** The first poll of the unbroken row that showed it. */
  readonly firstAt: string;
  /** When it was confirmed; null: still waiting for the second poll. */
  readonly raisedAt: string | null;
  /** The first poll that no longer showed it; null: it is still shown. */
  readonly goneAt: string | null;
}

export interface Confirmed {
  /** null: the condition is neither shown nor open. */
  readonly next: Confirmation | null;
  readonly edge: "raise" | "clear" | null;
}

/**
 * Follows a condition through one more poll. `isShown` undefined means that the poll did not ask or was not answered:
 * nothing moves then, because no answer is not an all-clear.
 */
export function confirm(
  previous: Confirmation | null,
  isShown: boolean | undefined,
  at: string,
  confirmAfterMs: number,
): Confirmed {
  if (isShown === undefined) return { next: previous, edge: null };
  if (previous === null) {
    return { next: isShown ? { firstAt: at, raisedAt: null, goneAt: null } : null, edge: null };
  }
  const isOpen = previous.raisedAt !== null;
  if (isShown) {
    if (isOpen) return { next: previous.goneAt === null ? previous : { ...previous, goneAt: null }, edge: null };
    const isDue = apartMs(previous.firstAt, at) >= confirmAfterMs;
    return isDue ? { next: { ...previous, raisedAt: at }, edge: "raise" } : { next: previous, edge: null };
  }
  if (!isOpen) return { next: null, edge: null };
  if (previous.goneAt === null) return { next: { ...previous, goneAt: at }, edge: null };
  const isOver = apartMs(previous.goneAt, at) >= confirmAfterMs;
  return isOver ? { next: null, edge: "clear" } : { next: previous, edge: null };
}
