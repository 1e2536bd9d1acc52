#!/usr/bin/env node
// Plain JavaScript, so that an old Node gets as far as saying what it lacks.
const needed = 24;
const major = Number(process.versions.node.split(".")[0]);
if (major < needed) {
  const { node } = process.versions;
  process.stderr.write(
    `mfp-agent needs Node ${needed} or newer, this is Node ${node}. From a checkout, npm run -s agent -- ARGS brings its own.\n` +
      `Потрібен Node ${needed} або новіший, а це Node ${node}. У теці проєкту його дає npm run -s agent -- …\n`,
  );
  process.exitCode = 78;
} else {
  const { spareHeap } = await import("./leaf/spare-heap.ts");
  spareHeap();
  const { main } = await import("./cli/main.ts");
  await main(process.argv);
}
