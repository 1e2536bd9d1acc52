import { writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { fastClock } from "../../scripts/demo/fast-clock.ts";
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { Batch } from "../../src/contract/batch.ts";
import { temporaryFolder } from "../agent/outbox/temporary-outbox.ts";
import { acknowledgement, readBody, startServer } from "../agent/upload/misbehaving-server.ts";

/** Takes all that comes, but for the first heartbeat, which it refuses for good. */
class PickyCentral {
  readonly heartbeats: number[] = [];

  answer(body: unknown): object {
    const { epoch, records } = Batch.parse(body);
    const beats = records.filter(({ kind }) => kind === "heartbeat").map(({ seq }) => seq);
    const refused = this.heartbeats.length === 0 ? beats[0] : undefined;
    this.heartbeats.push(...beats);
    const accepted = records.filter(({ seq }) => seq !== refused).map(({ seq }): [number, number] => [seq, seq]);
    const rejected = refused === undefined ? [] : [{ seq: refused, code: "schema", retry: false, text: "wrong" }];
    return acknowledgement({ epoch, accepted, rejected, serverTime: new Date().toISOString() });
  }
}

function sendJson(response: ServerResponse, body: object): void {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
}

test("heartbeats go on when central refused one for good", { timeout: 30_000 }, async () => {
  const central = new PickyCentral();
  const server = await startServer(async (request, response) => {
    const body = await readBody(request);
    const isEnrolment = request.url?.includes("enrol") ?? false;
    sendJson(response, isEnrolment ? { agent: "ag-1", token: "t".repeat(32), site: "Site" } : central.answer(body));
  });
  onTestFinished(() => server.stop());
  const folder = temporaryFolder(onTestFinished);
  const file = join(folder, "agent.json");
  const config = {
    site: { name: "Site" },
    central: { url: `http://127.0.0.1:${server.port}` },
    ranges: [{ addresses: "127.0.0.9" }],
    schedule: { heartbeatIntervalS: 60 },
    stateFolder: "state",
    statusPage: { enabled: false },
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  writeFileSync(join(folder, "secrets.json"), JSON.stringify({ enrolmentCode: "ABCDE-FGHJK" }), { mode: 0o600 });
  const { agent } = await composeAgent(loadConfig(file), { log: silentLog, clock: fastClock(60) });
  await agent.start();
  try {
    await vi.waitFor(() => expect(central.heartbeats.length).toBeGreaterThanOrEqual(3), 15_000);
  } finally {
    await agent.stop();
  }
});
