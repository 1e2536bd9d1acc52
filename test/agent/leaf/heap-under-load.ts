import { getHeapSpaceStatistics } from "node:v8";
import { spareHeap } from "../../../src/agent/leaf/spare-heap.ts";

/** A program that holds some 40 MB and replaces them again and again; tells the megabytes to which its old generation grew. */
if (process.argv[2] === "spare") spareHeap();

const held: (readonly number[])[] = [];
let most = 0;
for (let turn = 0; turn < 60_000; turn += 1) {
  held[turn % 5000] = new Array<number>(1000).fill(turn);
  if (turn % 100 > 0) continue;
  const old = getHeapSpaceStatistics().find(({ space_name: name }) => name === "old_space");
  most = Math.max(most, old?.space_size ?? 0);
}
process.stdout.write(`${Math.round(most / 1024 / 1024)}`);
