/** What waits for a signal; the signal itself has one listener. */
const waitingFor = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Runs `action` when the signal is aborted; the answer takes it back. Thousands of requests share one signal, and Node
 * looks through all listeners of a signal for each one that is added or removed.
 */
export function onAbort(signal: AbortSignal | undefined, action: () => void): () => void {
  if (signal === undefined) return () => {};
  const waiting = waitingFor.get(signal) ?? watch(signal);
  waiting.add(action);
  return () => waiting.delete(action);
}

function watch(signal: AbortSignal): Set<() => void> {
  const waiting = new Set<() => void>();
  waitingFor.set(signal, waiting);
  const runAll = () => {
    for (const action of [...waiting]) action();
  };
  signal.addEventListener("abort", runAll, { once: true });
  return waiting;
}
