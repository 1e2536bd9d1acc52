#!/usr/bin/env node
// Plain JavaScript, so that an old Node gets as far as saying what it lacks.
const neededMajor = 24;
const unfitMachine = 78;

if (Number(process.versions.node.split(".")[0]) >= neededMajor) {
  await import("./main.ts");
} else {
  process.stderr.write(
    `simulate needs Node ${neededMajor} or newer; this is Node ${process.versions.node}. ` +
      "From a checkout use: npm run -s simulate -- …\n",
  );
  process.exitCode = unfitMachine;
}
