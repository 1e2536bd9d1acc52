/**
 * Measures the agent against simulated devices and prints one line of JSON.
 *
 * `npm run bench` polls 1,000 devices through the whole agent: plan, wire, decoding, reading, events, SQLite.
 * `-- --layer snmp` asks 60 OIDs of each in 3 GETs and nothing else; `-- --layer rest` knows them and polls them at the
 * usual intervals for `--seconds`, to see what it holds; `-- --sweep RANGE` looks who answers in a range.
 * `rest` and `--sweep` keep their heap small as the daemon does; the others measure the work, without that.
 * With nobody at `--first` (default 127.1.0.1:161), devices of the simulator are started for the run.
 */
import { parseArgs } from "node:util";
import { spareHeap } from "../src/agent/leaf/spare-heap.ts";
import { measure } from "./bench/measure.ts";

const { values } = parseArgs({
  options: {
    layer: { type: "string", default: "agent" },
    scope: { type: "string", default: "full" },
    sweep: { type: "string" },
    rate: { type: "string", default: "250" },
    devices: { type: "string", default: "1000" },
    rounds: { type: "string" },
    seconds: { type: "string", default: "60" },
    first: { type: "string", default: "127.1.0.1" },
  },
});

// Before anything of the agent is loaded, as in its front door; and no more of it than the layer needs.
if (values.layer === "rest" || values.sweep !== undefined) spareHeap();

const count = wholeNumber("devices", values.devices);
process.stdout.write(`${JSON.stringify(await run())}\n`);

async function run(): Promise<object> {
  const { layer, scope, sweep } = values;
  if (sweep !== undefined) {
    const { sweepLayer } = await import("./bench/sweep-layer.ts");
    return measure((stopwatch) => sweepLayer(sweep, wholeNumber("rate", values.rate), stopwatch));
  }
  if (layer !== "agent" && layer !== "snmp" && layer !== "rest") return leave(`--layer ${layer}: agent, snmp or rest`);
  if (scope !== "full" && scope !== "supplies" && scope !== "status")
    return leave(`--scope ${scope}: status, supplies or full`);
  const { findDevices } = await import("./bench/devices.ts");
  const { resolveHost } = await import("../src/agent/discovery/host.ts");
  const { places, stop } = await findDevices(await resolveHost(values.first), count);
  try {
    const rounds = wholeNumber("rounds", values.rounds ?? "200");
    if (layer === "snmp") {
      const { snmpLayer } = await import("./bench/snmp-layer.ts");
      return await measure((stopwatch) => snmpLayer(places, rounds, stopwatch));
    }
    if (layer === "rest") {
      const seconds = wholeNumber("seconds", values.seconds);
      const { restLayer } = await import("./bench/rest-layer.ts");
      return await measure((stopwatch) => restLayer(places, seconds, stopwatch));
    }
    const { agentLayer } = await import("./bench/agent-layer.ts");
    return await measure((stopwatch) => agentLayer(places, rounds, scope, stopwatch));
  } finally {
    stop();
  }
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 && number <= 1_000_000
    ? number
    : leave(`--${option} ${text}: a whole number from 1 to 1000000`);
}

function leave(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(64);
}
