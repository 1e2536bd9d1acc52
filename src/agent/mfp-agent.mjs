#!/usr/bin/env node
// Plain JavaScript, so that an old Node gets as far as saying what it lacks.
const needed = 24;
const major = Number(process.versions.node.split(".")[0]);
if (major < needed) {
  process.stderr.write(
    `mfp-agent needs Node ${needed} or newer, this is Node ${process.versions.node}. From a checkout, npm run -s agent -- ARGS brings its own.\n`,
  );
  process.exitCode = 78;
} else {
  const { spareHeap } = await import("./leaf/spare-heap.ts");
  spareHeap();
  const { main } = await import("./cli/main.ts");
  await main(process.argv);
}
