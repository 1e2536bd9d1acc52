/** A day: central takes no longer promise. */
const longestS = 86_400;

/** Within how many seconds central hears from the agent again: twice the interval and a little, for one lost packet is no missed promise. */
export function contactWithinS(heartbeatIntervalMs: number): number {
  return Math.min(longestS, Math.ceil((heartbeatIntervalMs * 2) / 1000) + 60);
}
