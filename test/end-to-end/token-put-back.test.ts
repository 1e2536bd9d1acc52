import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openUplink } from "../../src/agent/compose/central-access.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { systemClock } from "../../src/agent/leaf/clock.ts";
import { startCentral } from "../../src/central/compose.ts";
import { emptyBatch } from "../agent/upload/misbehaving-server.ts";

const dayMs = 86_400_000;
const never = new AbortController().signal;

test("an agent that renewed its token after the backup that central was put back to is known there, and gets a new one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "token-put-back-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [dataDir, backup, stateFolder] = [join(folder, "central"), join(folder, "backup"), join(folder, "state")];
  let aheadMs = 0;
  const clock = { ...systemClock, wallMs: () => systemClock.wallMs() + aheadMs };
  let central = await startCentral({ dataDir, port: 0, clock });
  const port = Number(new URL(central.url).port);
  const restart = async (change: () => void) => {
    await central.stop();
    change();
    central = await startCentral({ dataDir, port, clock });
  };
  const file = join(folder, "agent.json");
  const ranges = [{ addresses: "127.0.0.1" }];
  const config = { site: { name: "Site" }, central: { url: central.url }, ranges, stateFolder };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const secrets = { enrolmentCode: await central.createCode("Site") };
  writeFileSync(join(folder, "secrets.json"), JSON.stringify(secrets), { mode: 0o600 });
  /** As a start of the program opens it. */
  const line = () => {
    const uplink = openUplink(loadConfig(file));
    if (uplink === undefined) throw new Error("no central");
    const upload = async () => {
      const answer = await uplink.port.upload({ ...emptyBatch(), agent: uplink.credential()?.agent ?? "" }, never);
      if (!answer.ok) throw new Error(answer.failure.kind);
      const { newToken } = answer.value;
      if (newToken !== undefined) uplink.keepToken(newToken);
      return newToken === undefined ? "taken" : "renewed";
    };
    return { enrol: uplink.enrol, upload };
  };

  const first = line();
  expect(await first.enrol?.(never)).toMatchObject({ ok: true });
  expect(await first.upload()).toBe("taken");
  await restart(() => cpSync(dataDir, backup, { recursive: true }));
  aheadMs = 91 * dayMs;
  const later = line();
  expect([await later.upload(), await later.upload()]).toEqual(["renewed", "taken"]);
  await restart(() => {
    rmSync(dataDir, { recursive: true });
    cpSync(backup, dataDir, { recursive: true });
  });
  const last = line();
  expect([await last.upload(), await last.upload()]).toEqual(["renewed", "taken"]);
  expect(await line().upload()).toBe("taken");
  await central.stop();
});
