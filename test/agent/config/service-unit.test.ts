import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { Configuration } from "../../../src/agent/config/config-schema.ts";
import { exitCodes } from "../../../src/agent/leaf/errors.ts";
import { canTrace, describeNeeding, describeUnless, needs } from "../../needs.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const unit = readFileSync(join(project, "config/mfp-agent.service"), "utf8");
const credentials = (setting: string) =>
  [...unit.matchAll(new RegExp(`^${setting}=([^:]+):`, "gm"))].map(([, name]) => name);

test("the service sees every file that the set-up writes beside the configuration, and starts without those that need not be", () => {
  const { secretsFile } = Configuration.parse({ site: { name: "x" }, ranges: [{ addresses: "10.0.0.1" }] });
  expect(credentials("LoadCredential")).toEqual(["mfp-agent.json", secretsFile, "si-numbers.csv"]);
  expect(credentials("SetCredential")).toEqual([secretsFile, "si-numbers.csv"]);
});

test("systemd restarts an agent that hangs, and one that crashes, but not one whose configuration is wrong", () => {
  const settings = new Map([...unit.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = "", value]) => [name, value]));
  expect(Object.fromEntries(settings)).toMatchObject({
    ...{ Type: "notify", NotifyAccess: "all", WatchdogSec: "2min" },
    ...{ Restart: "on-failure", RestartPreventExitStatus: String(exitCodes.config) },
  });
});

describeNeeding("systemd itself", ["systemd-analyze"], () => {
  test("understands every line of the unit", () => {
    const folder = temporaryFolder(onTestFinished);
    const file = join(folder, "mfp-agent.service");
    writeFileSync(file, unit.replaceAll("/opt/mfp-agent", project));
    const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: "" });
  });
});

const obstacle = ["systemd-analyze", "systemd-notify"].every(needs) ? "" : "systemd is not installed";
describeUnless("the filter of system calls", canTrace ? obstacle : "strace cannot be used here", () => {
  /** The calls of a set, with those of the sets that it names. */
  function callsOf(set: string): ReadonlySet<string> {
    const { stdout } = spawnSync("systemd-analyze", ["syscall-filter", set], { encoding: "utf8" });
    const names = [...stdout.matchAll(/^ {4}(@?[\w-]+)$/gm)].map(([, name = ""]) => name);
    return new Set(names.flatMap((name) => (name.startsWith("@") ? [...callsOf(name)] : [name])));
  }

  test("lets the program through that tells systemd how the agent is", () => {
    const folder = temporaryFolder(onTestFinished);
    const env = { ...process.env, NOTIFY_SOCKET: join(folder, "nobody") };
    const { stderr } = spawnSync("strace", ["-qq", "systemd-notify", "READY=1"], { encoding: "utf8", env });
    const made = new Set([...stderr.matchAll(/^(\w+)\(/gm)].map(([, name = ""]) => name));
    expect(made).toContain("sendmsg");
    const [allowed, denied] = ["@system-service", "@privileged @resources"].map(
      (sets) => new Set(sets.split(" ").flatMap((set) => [...callsOf(set)])),
    );
    expect([...made].filter((call) => !allowed?.has(call) || denied?.has(call))).toEqual([]);
  });
});
