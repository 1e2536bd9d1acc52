import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { CrashBook } from "../../../src/agent/supervision/crash-book.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";

const minuteMs = 60_000;
const bootMs = 1_000_000;

class Bench {
  readonly file = join(temporaryFolder(onTestFinished), "crashes.json");
  readonly clock = new VirtualClock();
  readonly told: unknown[] = [];

  /** A run; one that is not closed is a crash. */
  open(): CrashBook {
    const book = new CrashBook({
      ...{ file: this.file, clock: this.clock, boot: "boot-1", uptimeMs: () => bootMs + this.clock.monoMs() },
      log: { ...silentLog, warn: (event, fields) => void this.told.push([event, fields]) },
    });
    book.open();
    return book;
  }

  get asked(): unknown {
    return JSON.parse(readFileSync(this.file, "utf8")).asked;
  }
}

const never = () => new Promise<void>(() => {});

/** Five runs that end while one address is asked. */
function crashFiveTimes(bench: Bench): void {
  for (let run = 0; run < 5; run += 1) void bench.open().during("10.0.0.7", never);
}

test("without a crash nobody is noted and no file is touched while devices are asked", async () => {
  const bench = new Bench();
  const book = bench.open();
  const before = readFileSync(bench.file, "utf8");
  expect(await book.during("10.0.0.7", async () => readFileSync(bench.file, "utf8"))).toBe(before);
  expect(book).toMatchObject({ isAtEase: true, isWatchful: false, leftOut: [] });
});

test("after a crash whoever is asked is noted before it is, and for a moment after", async () => {
  const bench = new Bench();
  bench.open();
  const book = bench.open();
  expect(book).toMatchObject({ isWatchful: true, crashes: 1 });
  await book.during("10.0.0.7", async () => expect(bench.asked).toEqual(["10.0.0.7"]));
  expect(bench.asked).toEqual(["10.0.0.7"]);
  await bench.clock.advance(1000);
  expect(bench.asked).toEqual([]);
});

test("ten minutes without a crash end the watch", async () => {
  const bench = new Bench();
  bench.open();
  const book = bench.open();
  await bench.clock.advance(10 * minuteMs);
  expect(book).toMatchObject({ isWatchful: false, isAtEase: true, crashes: 0 });
  expect(bench.asked).toBeNull();
});

test("the sixth start tells and leaves out the one that was asked each time, for a day", async () => {
  const bench = new Bench();
  crashFiveTimes(bench);
  const book = bench.open();
  expect(bench.told).toEqual([["agent.safe-mode", { addresses: ["10.0.0.7"] }]]);
  expect(book).toMatchObject({ leftOut: ["10.0.0.7"], isAtEase: false });
  await bench.clock.advance(1440 * minuteMs);
  expect(book.leftOut).toEqual([]);
});

test("a loop that no device is to blame for is told too", () => {
  const bench = new Bench();
  for (let run = 0; run < 5; run += 1) bench.open();
  expect(bench.open().leftOut).toEqual([]);
  expect(bench.told).toEqual([["agent.safe-mode", { addresses: [] }]]);
});

test("a stop leaves nothing behind, so that everybody is asked again after it", async () => {
  const bench = new Bench();
  crashFiveTimes(bench);
  const book = bench.open();
  const asked = book.during("10.0.0.8", async () => {});
  await asked;
  book.close();
  await bench.clock.advance(minuteMs);
  expect(existsSync(bench.file)).toBe(false);
  expect(bench.open()).toMatchObject({ leftOut: [], crashes: 0 });
});

test("a damaged file counts as none, and one that cannot be written ends nothing", async () => {
  const bench = new Bench();
  bench.open();
  writeFileSync(bench.file, '{"asked":');
  expect(bench.open().crashes).toBe(0);
  const nowhere = new CrashBook({
    file: "/nonexistent/x",
    clock: bench.clock,
    boot: null,
    uptimeMs: () => 0,
    log: silentLog,
  });
  nowhere.open();
  expect(await nowhere.during("10.0.0.7", async () => "answer")).toBe("answer");
  nowhere.close();
});
