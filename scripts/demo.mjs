// Plain JavaScript, so that an old Node gets as far as saying what it lacks.
const neededMajor = 24;
const unfitMachine = 78;

if (Number(process.versions.node.split(".")[0]) >= neededMajor) {
  await import("./demo.ts");
} else {
  process.stderr.write(
    `The demonstration needs Node ${neededMajor} or newer; this is Node ${process.versions.node}. ` +
      "npm ci brings its own, and npm run demo uses it.\n",
  );
  process.exitCode = unfitMachine;
}
