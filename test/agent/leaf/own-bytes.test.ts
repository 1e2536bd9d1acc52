import { expect, test } from "vitest";
import { ownBytes } from "../../../src/agent/leaf/own-bytes.ts";

test("bytes that are kept hold no slab of Node's pool", () => {
  const slice = Buffer.from([1, 2, 3]);
  expect(slice.buffer.byteLength).toBeGreaterThan(3);
  expect(ownBytes(slice)).toEqual(slice);
  expect(ownBytes(slice).buffer.byteLength).toBe(3);
});
