import type { Command } from "commander";
import { stamp, systemClock } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import type { DeviceSnapshot } from "../status/agent-snapshot.ts";
import {
  type ConfigOption,
  configFrom,
  printJson,
  printLines,
  withConfig,
  withExample,
  withJson,
} from "./command-options.ts";
import { leaveWish } from "./leave-wish.ts";
import { lookAtAgent } from "./look-at-agent.ts";
import { deviceNamed } from "./named-device.ts";
import type { Speech } from "./speech.ts";
import { tonerColorOf } from "./toner-color.ts";

/** More on one shelf is a slip of the hand. */
const mostCartridges = 999;

interface StockOptions extends ConfigOption {
  readonly json?: true;
}

export function addStockCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("stock")
    .description(say("command.stock"))
    .argument("<device>", say("argument.device"))
    .argument("<color=count...>", say("argument.stock"));
  withExample(withJson(withConfig(command, speech), speech), speech, "stock UA-104233 black=2 cyan=1");
  command.action(async (name: string, counts: readonly string[], options: StockOptions) => {
    const loaded = configFrom(options);
    const { snapshot } = await lookAtAgent(loaded, systemClock);
    const device = deviceNamed(snapshot.devices, name, speech);
    const items = counts.map((written) => parseCount(written, device));
    refuseTwice(items.map(({ key }) => key));
    const body = { declaredAt: stamp(systemClock), device: device.uid, items };
    const isTaken = await leaveWish(loaded, { kind: "stock", body });
    if (options.json) return printJson({ ...body, isTaken });
    const shelf = items.map(({ key, count }) => `${key} ${count}`).join(", ");
    printLines([say("stockDeclared", { device: device.si ?? name, shelf }), say(isTaken ? "wishTaken" : "wishKept")]);
  });
}

function refuseTwice(keys: readonly string[]): void {
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice !== undefined) throw unreadable(`${twice}: 2 ×`);
}

/** `black=2` or `K=2`: two spare cartridges. */
function parseCount(written: string, device: DeviceSnapshot): { key: string; count: number } {
  const [color = "", number = "", ...more] = written.split("=");
  const count = /^\d{1,4}$/.test(number) && more.length === 0 ? Number(number) : Number.NaN;
  if (count <= mostCartridges) return { key: `toner.${tonerColorOf(color, device)}`, count };
  throw unreadable(`${written}: COLOR=COUNT, 0 – ${mostCartridges}`);
}

function unreadable(message: string): AgentError {
  return new AgentError({
    kind: "usage",
    code: "stock-unreadable",
    message,
    remedy: "Write each color once and how many spare cartridges there are, as in black=2.",
  });
}
