#!/usr/bin/env node
// This file is parsed by whatever Node there is: no syntax that an old one does not know.
const neededMajor = 24;
const unfitMachine = 78;

if (Number(process.versions.node.split(".")[0]) >= neededMajor) {
  const { runCli } = await import("./cli.ts");
  process.exitCode = await runCli(process.argv.slice(2));
} else {
  process.stderr.write(
    `mfp-agent-central needs Node ${neededMajor} or newer; this is Node ${process.versions.node}. ` +
      "From a checkout use: npm run -s central -- …\n",
  );
  process.exitCode = unfitMachine;
}
