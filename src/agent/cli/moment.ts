import { type Clock, stamp } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A moment as a person writes it, as a stamp: `90m` ago, `2h`, `7d`, or a date such as `2026-11-22` or `2026-11-22T08:00Z`.
 * @throws AgentError `moment-unreadable`
 */
export function moment(written: string, clock: Clock): string {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(written) ?? [];
  const ms = count === undefined ? Date.parse(written) : clock.wallMs() - Number(count) * (unitMs[unit ?? ""] ?? 0);
  if (!Number.isNaN(ms)) return stamp({ ...clock, wallMs: () => ms });
  throw new AgentError({
    kind: "usage",
    code: "moment-unreadable",
    message: `${written}: 90m | 2h | 7d | 2026-11-22 | 2026-11-22T08:00Z`,
    remedy: "Write how long ago, or a date.",
  });
}
