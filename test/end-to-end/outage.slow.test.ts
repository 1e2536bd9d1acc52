import { afterEach, expect, test, vi } from "vitest";
import { Chance } from "../../scripts/soak/chance.ts";
import { type Rig, startRig } from "../../scripts/soak/rig.ts";
import { parseScript } from "../../src/simulator/script.ts";

const serials = ["OUTAGE000000001", "OUTAGE000000002"] as const;
const lowPercent = 8;
const patience = { timeout: 60_000, interval: 200 };

let rig: Rig;
afterEach(() => rig.stop());

async function startSite(): Promise<void> {
  const full = { cyan: 90, magenta: 90, yellow: 90, black: 90 };
  const devices = serials.map((serial) => ({ recording: "bizhub-c360i", serial, toner: full }));
  const script = parseScript(JSON.stringify({ site: { devices } }), "outage");
  rig = await startRig({ script, serials, plots: [] }, new Chance(1));
  rig.agent.start();
  await vi.waitFor(() => expect(rig.books().agent.devices).toBe(serials.length), patience);
  await vi.waitFor(() => expect(rig.books().central.received.size).toBeGreaterThan(0), patience);
}

function deviceOf(place: number) {
  const device = rig.site.devices[place]?.state;
  if (device === undefined) throw new Error(`no device ${place}`);
  return device;
}

/** What waits at the agent about a toner, as in `OUTAGE000000001 raise`. */
const waitingNeeds = () =>
  [...rig.books().agent.waiting.values()].flatMap(({ event }) =>
    event?.type === "tonerNeed" ? [`${event.device.serial} ${event.action}`] : [],
  );

test("of needs in an outage of central, one that is over is recorded, one that is open is ordered once", {
  timeout: 180_000,
}, async () => {
  await startSite();
  await rig.central.kill();

  deviceOf(0).setToner("cyan", lowPercent);
  await vi.waitFor(() => expect(waitingNeeds()).toEqual([`${serials[0]} raise`]), patience);
  deviceOf(0).replaceToner("cyan");
  await vi.waitFor(() => expect(waitingNeeds()).toEqual([`${serials[0]} raise`, `${serials[0]} clear`]), patience);
  deviceOf(1).setToner("magenta", lowPercent);
  await vi.waitFor(() => expect(waitingNeeds()).toContain(`${serials[1]} raise`), patience);

  rig.central.start();
  await vi.waitFor(() => expect(waitingNeeds()).toEqual([]), patience);
  await vi.waitFor(() => expect(rig.books().central.pendingSigns).toBe(0), patience);
  const { orders, raises } = rig.books().central;
  expect(orders.filter(({ kind }) => kind === "toner")).toMatchObject([
    { serial: serials[1], cause: "toner.magenta", state: "open" },
  ]);
  const over = raises.find(({ cause }) => cause === "toner.cyan");
  expect(over).toMatchObject({ order: null, closedAt: expect.any(String) });
});
