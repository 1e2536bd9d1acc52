import { describe, expect, test } from "vitest";
import { findWeakness } from "../../../src/agent/cli/weakened-process.ts";
import { startProgram } from "../../end-to-end/run-program.ts";

const sound = { env: {}, nodeArguments: [] };

test.each([
  ["the check of certificates is switched off", { env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" } }],
  ["TLS keys are written to a file", { env: { SSLKEYLOGFILE: "/tmp/keys" } }],
  ["the environment asks for a debugger", { env: { NODE_OPTIONS: "--import=./a.ts --inspect=0.0.0.0:9229" } }],
  ["the environment asks for one in Node's other spelling", { env: { NODE_OPTIONS: '"--inspect_brk"' } }],
  ["the environment has Node write the keys", { env: { NODE_OPTIONS: "--tls-keylog=/tmp/keys" } }],
  ["the command line asks for a debugger", { nodeArguments: ["--inspect-wait"] }],
])("a process is weakened where %s", (_, changes) => {
  expect(findWeakness({ ...sound, ...changes })).toBeDefined();
});

test.each([
  ["nothing is set", {}],
  ["the check of certificates is switched on", { env: { NODE_TLS_REJECT_UNAUTHORIZED: "1" } }],
  ["a module is loaded first", { env: { NODE_OPTIONS: "--import=./kill-switch.ts --max-old-space-size=64" } }],
  ["only the port of a debugger is named", { nodeArguments: ["--inspect-port=0"] }],
])("a process is not weakened where %s", (_, changes) => {
  expect(findWeakness({ ...sound, ...changes })).toBeUndefined();
});

describe("the program ends with exit code 78 before it does anything", () => {
  const port = "--inspect=127.0.0.1:0";
  test.each([
    ["run", {}, [port]],
    ["run", { NODE_OPTIONS: port }, []],
    ["setup", { SSLKEYLOGFILE: "/nonexistent/keys" }, []],
    ["doctor", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, []],
    ["decommission", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, []],
  ])("%s with %j %j", async (command, env, nodeArgs) => {
    const end = await startProgram("agent", ["--lang", "uk", command, "--config", "/nonexistent.json"], nodeArgs, env)
      .ended;
    expect(end).toMatchObject({ code: 78, stdout: "" });
    expect(end.stderr).toMatch(
      /(?:--inspect.*|SSLKEYLOGFILE|NODE_TLS_REJECT_UNAUTHORIZED=0) відкриває[\s\S]*Запустіть без/,
    );
  });

  test("but not a command that never speaks to central", async () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    expect((await startProgram("agent", ["completion", "bash"], [], env).ended).code).toBe(0);
  });
});
