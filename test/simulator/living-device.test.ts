import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LivingDevice } from "../../src/simulator/living-device.ts";
import type { PrintJob } from "../../src/simulator/page-counters.ts";
import { parseRecording, readRecording, recordingPath } from "../../src/simulator/snmprec.ts";

const GENERAL = "1.3.6.1.4.1.18334.1.1.1.5.7.2.1";
const CELLS = "1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1";
const LIFE_COUNT = "1.3.6.1.2.1.43.10.2.1.4.1.1";
const LEVEL = "1.3.6.1.2.1.43.11.1.1.9.1";
const ALERT = "1.3.6.1.2.1.43.18.1.1";
const ERROR_STATE = "1.3.6.1.2.1.25.3.5.1.2.1";
const DEVICE_STATUS = "1.3.6.1.2.1.25.3.2.1.5.1";
const CONSOLE = "1.3.6.1.2.1.43.16.5.1.2.1.1";
const UP_TIME = "1.3.6.1.2.1.1.3.0";
const ONE_PAGE: PrintJob = { function: "print", color: "fullColor", pages: 1 };

function start(name = "bizhub-c360i"): LivingDevice {
  return new LivingDevice(readRecording(recordingPath(name)));
}

function general({ view }: LivingDevice, row: number): number {
  return view.number(`${GENERAL}.${row}.0`) ?? -1;
}

function sumOf({ view }: LivingDevice, column: number): number {
  const cells = view.below(`${CELLS}.${column}`).map(({ oid }) => view.number(oid) ?? -1);
  return cells.filter((cell) => cell >= 0).reduce((sum, cell) => sum + cell, 0);
}

function alertTexts({ view }: LivingDevice): readonly (string | undefined)[] {
  return view.below(`${ALERT}.8`).map(({ oid }) => view.text(oid));
}

function errorState({ view }: LivingDevice): string {
  const value = view.get(ERROR_STATE);
  return value?.type === "octets" ? value.value.toString("hex") : "";
}

const job: fc.Arbitrary<PrintJob> = fc.record({
  function: fc.constantFrom("copy", "print", "receive", "fax", "report"),
  color: fc.constantFrom("black", "fullColor", "singleColor", "twoColor"),
  pages: fc.integer({ min: 1, max: 5_000 }),
  isLarge: fc.boolean(),
  isDuplex: fc.boolean(),
});

describe("the counters of a living device", () => {
  test.each(["bizhub-c360i", "bizhub-c454e", "bizhub-458e", "bizhub-c3110", "accurioprint-c4070", "ineo-258"])(
    "of %s keep their sums true, and those of -1 untouched, whatever it prints",
    (name) => {
      const unsupported = ({ view }: LivingDevice) =>
        view.below("1.3.6.1.4.1.18334.1.1.1.5.7").filter(({ oid }) => view.number(oid) === -1);
      fc.assert(
        fc.property(fc.array(job, { maxLength: 12 }), (jobs) => {
          const device = start(name);
          const before = unsupported(device);
          for (const each of jobs) device.printPages(each);
          expect(general(device, 1)).toBe(sumOf(device, 5));
          for (const [row, column] of [
            [3, 6],
            [2, 7],
            [4, 8],
          ] as const) {
            const isByFunction = device.view
              .below(`${CELLS}.${column}`)
              .some(({ oid }) => device.view.number(oid) !== -1);
            if (isByFunction) expect(general(device, row)).toBe(sumOf(device, column));
          }
          if (general(device, 10) >= 0) expect(general(device, 10)).toBe(general(device, 9) + general(device, 3));
          expect(unsupported(device)).toEqual(before);
        }),
        { numRuns: 30 },
      );
    },
  );

  test("count a large side once or twice, as the device is set", () => {
    const rises = ["bizhub-c360i", "bizhub-c454e"].map((name) => {
      const device = start(name);
      const before = [general(device, 1), general(device, 2), device.view.number(LIFE_COUNT) ?? 0];
      device.printPages({ ...ONE_PAGE, pages: 10, isLarge: true });
      return [general(device, 1), general(device, 2), device.view.number(LIFE_COUNT) ?? 0].map(
        (now, at) => now - (before[at] ?? 0),
      );
    });
    expect(rises).toEqual([
      [10, 10, 10],
      [20, 10, 20],
    ]);
  });

  test("count sheets and back sides of duplex pages", () => {
    const device = start();
    const before = [general(device, 9), general(device, 3)];
    device.printPages({ ...ONE_PAGE, pages: 7, isDuplex: true });
    expect([general(device, 9), general(device, 3)].map((now, at) => now - (before[at] ?? 0))).toEqual([4, 3]);
  });

  test("do not move for a page that the engine can't make", () => {
    const device = start("bizhub-458e");
    expect(device.printPages({ ...ONE_PAGE, pages: 5 })).toBe(0);
    expect(device.printPages({ ...ONE_PAGE, color: "black", pages: 5 })).toBe(5);
  });

  test("of a maker without the private table are the life count alone", () => {
    const device = start("hp-like-color");
    device.printPages({ ...ONE_PAGE, pages: 5 });
    expect(device.view.number(LIFE_COUNT)).toBe(48_215);
  });
});

describe("the supplies of a living device", () => {
  test("fall with the pages: black pages take black alone", () => {
    const device = start();
    device.printPages({ ...ONE_PAGE, color: "black", pages: 2_500 });
    expect([1, 2, 3, 4].map((row) => device.view.number(`${LEVEL}.${row}`))).toEqual([62, 48, 71, 23]);
  });

  test("in impressions fall by one a page", () => {
    const device = start("bizhub-c3110");
    device.printPages({ ...ONE_PAGE, pages: 10 });
    expect([1, 5].map((row) => device.view.number(`${LEVEL}.${row}`))).toEqual([2_140, 18_390]);
  });

  test("of unknown level stay so, and a detail row without a maximum falls", () => {
    const device = start("accurioprint-c4070");
    device.printPages({ ...ONE_PAGE, pages: 2_500 });
    expect([1, 5, 9].map((row) => device.view.number(`${LEVEL}.${row}`))).toEqual([-3, 34, -3]);
  });

  test("announce themselves near empty, then empty, and fall silent when replaced", () => {
    const device = start();
    const atRest = errorState(device);
    device.setToner("cyan", 14.9);
    const nearEmpty = [alertTexts(device), errorState(device), device.view.number(DEVICE_STATUS)];
    device.printPages({ ...ONE_PAGE, pages: 100_000 });
    const empty = [alertTexts(device), errorState(device), device.view.number(`${LEVEL}.1`)];
    device.replaceToner("cyan");
    expect(nearEmpty).toEqual([["Toner Near Empty Cyan"], "2000", 3]);
    expect(empty).toEqual([["Toner Empty Cyan"], "3000", 0]);
    expect([alertTexts(device), errorState(device), device.view.number(`${LEVEL}.1`)]).toEqual([[], atRest, 100]);
  });

  test("stop pages of their color when empty", () => {
    const device = start();
    device.setToner("cyan", 0);
    expect(device.printPages(ONE_PAGE)).toBe(0);
    expect(device.printPages({ ...ONE_PAGE, color: "black" })).toBe(1);
  });

  test("take back an alert and its bit that were recorded", () => {
    const device = start("bizhub-c3110");
    device.replaceToner("yellow");
    expect([alertTexts(device), errorState(device)]).toEqual([[], "00"]);
  });

  test("are parts too, replaced by their name", () => {
    const device = start("bizhub-c454e");
    device.replacePart("Fusing Unit");
    expect(device.view.number(`${LEVEL}.14`)).toBe(100);
  });
});

describe("the troubles of a living device", () => {
  test("stand in the alert table, the error bits, the status and on the panel until they are cleared", () => {
    const device = start();
    device.jam();
    expect(device.view.number(`${ALERT}.7.1.1`)).toBe(8);
    expect([errorState(device), device.view.number(DEVICE_STATUS), device.view.text(CONSOLE)]).toEqual([
      "0400",
      5,
      "Paper Jam",
    ]);
    expect(device.isWorking).toBe(false);
    device.clear("jam");
    expect([alertTexts(device), errorState(device), device.view.number(DEVICE_STATUS)]).toEqual([[], "0000", 2]);
    expect(device.view.text(CONSOLE)).toBe("Ready to print");
  });

  test("may overlap, each with its bit", () => {
    const device = start();
    device.openCover(2);
    device.failWith("C-2557");
    expect([alertTexts(device), errorState(device)]).toEqual([["Right-Side Door Open", "C-2557"], "0900"]);
    device.closeCover(2);
    expect([alertTexts(device), errorState(device)]).toEqual([["C-2557"], "0100"]);
  });

  test("get an index above every one recorded and the uptime of their moment", () => {
    const device = start("bizhub-c454e");
    device.setTime(60_000);
    device.jam();
    expect(device.view.get(`${ALERT}.9.1.4123`)).toEqual({ type: "timeTicks", value: 28_114_200 + 6_000 });
  });

  test("leave one empty tray of several a warning, the last one a stop", () => {
    const device = start();
    device.emptyTray(1);
    expect([alertTexts(device), device.isWorking]).toEqual([["No Paper Tray1"], true]);
    device.emptyTray(2);
    device.emptyTray(3);
    expect([errorState(device), device.isWorking]).toEqual(["4000", false]);
    device.fillTray(3);
    expect([device.isWorking, device.view.number("1.3.6.1.2.1.43.8.2.1.10.1.3")]).toEqual([true, 500]);
  });

  test("count jams and troubles", () => {
    const device = start();
    device.jam();
    device.failWith("C-0001");
    expect([general(device, 6), general(device, 7)]).toEqual([148, 22]);
  });
});

describe("a living device", () => {
  test("answers exactly its recording until something happens to it", () => {
    for (const name of ["bizhub-c454e", "bizhub-c3110"]) {
      const recording = readRecording(recordingPath(name));
      const device = new LivingDevice(recording);
      expect(device.view.below("1.3")).toEqual(recording.map(({ oid, value }) => ({ oid, value })));
    }
  });

  test("starts its uptime, its count since power-on and its alert index anew when it boots", () => {
    const device = start("bizhub-c454e");
    device.jam();
    device.setTime(3_600_000);
    device.losePower();
    device.setTime(3_700_000);
    device.boot();
    device.setTime(3_705_000);
    expect(device.view.number(UP_TIME)).toBe(500);
    expect(device.view.number("1.3.6.1.2.1.43.10.2.1.5.1.1")).toBe(0);
    expect(device.view.below(`${ALERT}.7`).map(({ oid }) => oid.split(".").at(-1))).toEqual(["1", "2", "3", "4"]);
    device.clear("jam");
    expect(alertTexts(device)).toEqual(["No Paper Tray2", "Maintenance Required P-8", "Maintenance Required P-14"]);
  });

  test("takes on an identity, and another when it is swapped", () => {
    const recording = readRecording(recordingPath("bizhub-458e"));
    const device = new LivingDevice(recording, {
      serial: "A1",
      mac: "00:20:6b:00:00:01",
      hostName: "KM1",
      location: "Hall",
    });
    const serial = () => device.view.text("1.3.6.1.2.1.43.5.1.1.17.2");
    expect([serial(), device.view.text("1.3.6.1.2.1.1.6.0")]).toEqual(["A1", "Hall"]);
    expect(device.view.get("1.3.6.1.2.1.2.2.1.6.1")).toEqual({
      type: "octets",
      value: Buffer.from("00206b000001", "hex"),
    });
    expect(device.view.text("1.3.6.1.4.1.18334.1.1.2.1.5.7.1.1.1.12.1")).toBe("KM1");
    device.printPages({ ...ONE_PAGE, color: "black", pages: 100 });
    device.swap({ serial: "B2" });
    expect([serial(), general(device, 1), device.view.number(UP_TIME)]).toEqual(["B2", 320_214, 0]);
  });

  test("lives on a recording that lacks almost everything", () => {
    const device = new LivingDevice(parseRecording("1.3.6.1.2.1.1.1.0|4|bare", "bare"));
    device.printPages(ONE_PAGE);
    device.jam();
    device.boot();
    device.setTime(1_000);
    expect(alertTexts(device)).toEqual(["Paper Jam"]);
  });
});
