import { monitorEventLoopDelay } from "node:perf_hooks";

const resolutionMs = 20;
const nanosecondsInMs = 1e6;

/** Measures how late the event loop is from now on; the answer ends it and tells, in milliseconds. */
export function watchLoop(): () => { readonly loopLateMsP99: number; readonly loopLateMsMax: number } {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  // The histogram counts the step between two looks as delay.
  const lateMs = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / nanosecondsInMs - resolutionMs));
  return () => {
    histogram.disable();
    return { loopLateMsP99: lateMs(histogram.percentile(99)), loopLateMsMax: lateMs(histogram.max) };
  };
}
