import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openUplink } from "../../src/agent/compose/central-access.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { systemClock } from "../../src/agent/leaf/clock.ts";
import { emptyBatch } from "../agent/upload/misbehaving-server.ts";
import { RestorableCentral } from "./restorable-central.ts";

const dayMs = 86_400_000;
const never = new AbortController().signal;

test("an agent that renewed its token after the backup that central was put back to is known there, and gets a new one", async () => {
  let aheadMs = 0;
  const clock = { ...systemClock, wallMs: () => systemClock.wallMs() + aheadMs };
  const central = await RestorableCentral.start(clock);
  const { folder, running } = central;
  const stateFolder = join(folder, "state");
  const file = join(folder, "agent.json");
  const ranges = [{ addresses: "127.0.0.1" }];
  const config = { site: { name: "Site" }, central: { url: running.url }, ranges, stateFolder };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const secrets = { enrolmentCode: await running.createCode("Site") };
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
  await central.backUp();
  aheadMs = 91 * dayMs;
  const later = line();
  expect([await later.upload(), await later.upload()]).toEqual(["renewed", "taken"]);
  await central.putBack();
  const last = line();
  expect([await last.upload(), await last.upload()]).toEqual(["renewed", "taken"]);
  expect(await line().upload()).toBe("taken");
  await central.running.stop();
});
