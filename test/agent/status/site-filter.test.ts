import { describe, expect, test } from "vitest";
import { countShows, filterQuery, readFilter, selectDevices } from "../../../src/agent/status/site-filter.ts";
import { alert, device, reading } from "./invented-site.ts";

const all = { text: "", show: "all", page: 1 } as const;
const calm = reading({ supplies: [] });
const devices = [
  device({ si: "UA-3", reading: calm }),
  device({ si: "UA-2", reading: calm, contact: "silent" }),
  device({ si: null, serial: "XYZ", model: "ineo+ 258", location: "Archive", reading: calm }),
  device({ si: "UA-1", reading: reading({ supplies: [], alerts: [alert({ kind: "supply" })] }) }),
];
const namesOf = (filter: Parameters<typeof selectDevices>[1], perPage = 10) =>
  selectDevices(devices, filter, perPage).devices.map(({ si, serial }) => si ?? serial);

describe("the devices shown", () => {
  test("begin with those that need a person most", () => {
    expect(namesOf(all)).toEqual(["UA-2", "UA-1", "XYZ", "UA-3"]);
  });

  test("of the same need stand in the order of their numbers", () => {
    const numbered = ["UA-139", "UA-14"].map((si) => device({ si, reading: calm }));
    expect(selectDevices(numbered, all, 10).devices.map(({ si }) => si)).toEqual(["UA-14", "UA-139"]);
  });

  test.each([
    ["ineo arch", ["XYZ"]],
    ["ua-1", ["UA-1"]],
    ["xyz", ["XYZ"]],
    ["192.0.2.10 bizhub", ["UA-2", "UA-1", "UA-3"]],
    ["nowhere", []],
  ])("hold every word of '%s' somewhere", (text, names) => {
    expect(namesOf({ ...all, text })).toEqual(names);
  });

  test.each([
    ["attention", ["UA-2", "UA-1"]],
    ["silent", ["UA-2"]],
    ["notRegistered", ["XYZ"]],
  ] as const)("are %s when asked for", (show, names) => {
    expect(namesOf({ ...all, show })).toEqual(names);
  });

  test("are counted for each choice", () => {
    expect(countShows(devices)).toEqual({ all: 4, attention: 2, silent: 1, notRegistered: 1 });
  });

  test("come page by page, and a page too far is the last", () => {
    expect(namesOf({ ...all, page: 2 }, 3)).toEqual(["UA-3"]);
    expect(selectDevices(devices, { ...all, page: 99 }, 3)).toMatchObject({ page: 2, pages: 2, found: 4 });
  });
});

describe("the address", () => {
  test.each([
    [{}, all],
    [
      { q: "  hall ", show: "silent", page: "3" },
      { text: "hall", show: "silent", page: 3 },
    ],
    [
      { q: "x".repeat(999), show: "evil", page: "-1" },
      { text: "x".repeat(100), show: "all", page: 1 },
    ],
    [{ page: "1e9" }, { ...all, page: 1e9 }],
    [{ page: "1.5" }, all],
  ])("%j is read", (query: Record<string, string>, filter) => {
    expect(readFilter((name) => query[name])).toEqual(filter);
  });

  test("says the filter, and nothing that is as usual", () => {
    expect(filterQuery(all, {}, "en")).toBe("?lang=en");
    expect(filterQuery({ text: "a&b", show: "silent", page: 2 }, {}, "uk")).toBe("?q=a%26b&show=silent&page=2&lang=uk");
  });
});
