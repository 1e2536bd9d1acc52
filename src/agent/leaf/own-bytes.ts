/**
 * A copy of bytes that are kept for long. Node cuts small buffers out of slabs, and one that is kept holds its whole slab.
 */
export function ownBytes(bytes: ArrayLike<number>): Buffer {
  return Buffer.from(new Uint8Array(bytes).buffer);
}
