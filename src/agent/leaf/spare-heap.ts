import { Buffer } from "node:buffer";
import { setFlagsFromString } from "node:v8";

/** How far the old generation may outgrow what lives in it before it is collected; by itself V8 lets it grow fourfold. */
const growthPercent = 20;
/**
 * Of the slabs that Node cuts small buffers out of, as it was before they grew eightfold. A large one is in use for so many
 * polls that it counts as old, and waits for a full collection: 30 MB of them at 10,000 devices.
 */
const slabBytes = 8192;
/** More than the young generation holds before it has grown: 1 MB, in arrays of 8 kB. */
const arrays = 256;
const arrayLength = 1000;

/**
 * Keeps the heap near what lives in it; to be called before anything is loaded, so that nothing has grown yet. V8 sizes a
 * heap for throughput: under load its young generation alone takes 128 MB, and its own clean-up waits for an idle time
 * that does not come where something is polled every few milliseconds. The price is processor time when hundreds of
 * devices are asked at once; an agent at its rhythm asks a few.
 */
export function spareHeap(): void {
  Buffer.poolSize = slabBytes;
  // Pages that a busy time emptied are given back instead of being pooled: after 1,000 first contacts that is 118 MB.
  setFlagsFromString("--memory-saver-mode");
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  setFlagsFromString("--compact-on-every-full-gc");
  // The growth counts from the first full collection; V8 would wait with that one for some hundred megabytes.
  setFlagsFromString("--gc-global");
  Array.from({ length: arrays }, () => new Array(arrayLength).fill(0));
  setFlagsFromString("--no-gc-global");
}
