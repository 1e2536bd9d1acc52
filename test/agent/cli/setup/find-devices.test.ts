import { beforeEach, expect, test, vi } from "vitest";
import { findDevices } from "../../../../src/agent/cli/setup/find-devices.ts";
import type { Wire } from "../../../../src/agent/compose/wire.ts";
import type { LoadedConfig } from "../../../../src/agent/config/config-store.ts";
import type { SweepAnswer, SweepPlan } from "../../../../src/agent/discovery/sweep-plan.ts";

const lookup = vi.hoisted(() => vi.fn());
vi.mock("node:dns/promises", () => ({ lookup }));

beforeEach(() =>
  lookup.mockImplementation(async (name: string) => {
    if (name === "gone.example") throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
    return { address: "192.168.1.5" };
  }),
);

const nobody: readonly SweepAnswer[] = [];

type Range = { addresses: string; credentials: string[]; exclude?: string[] };

/** Where a search over these ranges would ask, and with how many credentials; nobody answers. */
async function planned(...ranges: Range[]) {
  const asked: string[] = [];
  const sweep = async function* ({ known, fresh }: SweepPlan) {
    for (const { address, credentials } of [...known, ...fresh()]) asked.push(`${address} ×${credentials.length}`);
    yield* nobody;
  };
  const names = ["alpha", "beta", "gamma", "delta"];
  const config = {
    ranges: ranges.map((range) => ({ exclude: [], isOwnPublicRange: false, isBroadRange: false, ...range })),
    credentials: Object.fromEntries(names.map((name) => [name, { version: "2c" }])),
    schedule: { probesPerSecond: 250 },
  };
  const loaded = { config, secrets: { credentials: {} } } as unknown as LoadedConfig;
  const { signal } = new AbortController();
  const found = await findDevices({ sweep } as unknown as Wire, loaded, () => {}, signal);
  return { asked, notRead: found.notRead };
}

test("a search at set-up asks an address in two ranges with the credentials of the first only", async () => {
  const first = { addresses: "192.168.1.5-6", credentials: ["alpha", "beta"] };
  const second = { addresses: "192.168.1.6-7", credentials: ["gamma"] };
  expect((await planned(first, second)).asked).toEqual(["192.168.1.5 ×2", "192.168.1.6 ×2", "192.168.1.7 ×1"]);
});

test("a search at set-up does not ask what is left out, though a name leads there", async () => {
  const { asked, notRead } = await planned({
    addresses: "mfp.example",
    exclude: ["192.168.1.5"],
    credentials: ["alpha"],
  });
  expect(asked).toEqual([]);
  expect(notRead).toMatchObject([{ address: "mfp.example" }]);
});

test("a name that cannot be resolved does not keep the search at set-up from the other ranges", async () => {
  const ranges = ["gone.example", "192.168.1.9"].map((addresses) => ({ addresses, credentials: ["alpha"] }));
  const { asked, notRead } = await planned(...ranges);
  expect(asked).toEqual(["192.168.1.9 ×1"]);
  expect(notRead).toMatchObject([{ address: "gone.example" }]);
});
