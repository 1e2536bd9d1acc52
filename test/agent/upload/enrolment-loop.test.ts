import { expect, test } from "vitest";
import type { Log } from "../../../src/agent/leaf/log.ts";
import { failed, ok } from "../../../src/agent/leaf/result.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import type { UploadFailureKind } from "../../../src/agent/upload/central-port.ts";
import { enrolUntilTaken } from "../../../src/agent/upload/enrolment-loop.ts";
import { uploadFailure } from "../../../src/agent/upload/failure.ts";
import { VirtualClock } from "../../virtual-clock.ts";

const credential = { agent: "ag-1", site: "Office", token: new Secret("a-token-of-central") };

/** Central fails in these ways, one a try, and then takes the code. */
function enrolAfter(kinds: readonly UploadFailureKind[]) {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const note = (level: string) => (event: string, fields?: object) =>
    void lines.push([level, event, ...Object.values(fields ?? {}).slice(0, 1)].join(" "));
  const log: Log = { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };
  const left = [...kinds];
  const stop = new AbortController();
  const enrolled = enrolUntilTaken({
    ...{ clock, log, signal: stop.signal },
    enrol: async () => {
      const kind = left.shift();
      return kind === undefined ? ok(credential) : failed(uploadFailure(kind));
    },
  });
  return { clock, lines, stop, enrolled };
}

test("a failure is warned of once, and again when it becomes another", async () => {
  const { clock, lines, enrolled } = enrolAfter(["refused", "refused", "refused", "dns", "refused"]);
  await clock.advance(10 * 60_000);
  expect(await enrolled).toBe(true);
  expect(lines).toEqual([
    "warn agent.not-enrolled refused",
    "debug agent.not-enrolled refused",
    "debug agent.not-enrolled refused",
    "warn agent.not-enrolled dns",
    "warn agent.not-enrolled refused",
    "info agent.enrolled ag-1",
  ]);
});

test("a code that central refused is tried again only after an hour", async () => {
  const { clock, lines } = enrolAfter(["unauthorized"]);
  await clock.advance(59 * 60_000);
  expect(lines).toHaveLength(1);
  await clock.advance(60_000);
  expect(lines.at(-1)).toBe("info agent.enrolled ag-1");
});

test("a stop ends the wait without a word", async () => {
  const { clock, lines, stop, enrolled } = enrolAfter(["refused"]);
  await clock.advance(0);
  stop.abort();
  expect(await enrolled).toBe(false);
  expect(lines).toEqual(["warn agent.not-enrolled refused"]);
  expect(clock.pending).toBe(0);
});
