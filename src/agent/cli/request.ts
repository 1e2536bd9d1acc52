import { Argument, type Command, Option } from "commander";
import type { z } from "zod";
import { ServiceRequest } from "../../contract/record.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
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

/** Changes of place and contact are handed in on the local page. */
const Help = ServiceRequest.shape.what.extract(["toner", "repair", "other"]);

interface RequestOptions extends ConfigOption {
  readonly text?: string;
  readonly contact: string;
  readonly color?: string;
  readonly json?: true;
}

export function addRequestCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("request")
    .description(say("command.request"))
    .argument("<device>", say("argument.device"))
    .addArgument(new Argument("<what>", say("argument.what")).choices(Help.options))
    .option("--text <text>", say("option.text"))
    .addOption(new Option("--contact <contact>", say("option.contact")).makeOptionMandatory())
    .option("--color <color>", say("option.color"));
  const example = 'request UA-104233 repair --text "Paper jams at tray 2" --contact "Olena, +380 44 555 01 00"';
  withExample(withJson(withConfig(command, speech), speech), speech, example);
  command.action(async (name: string, what: z.infer<typeof Help>, options: RequestOptions) => {
    const loaded = configFrom(options);
    const { snapshot } = await lookAtAgent(loaded, systemClock);
    const device = deviceNamed(snapshot.devices, name, speech);
    // Whoever asks for toner has said it all.
    const { text = what === "toner" ? "" : undefined, contact, color } = options;
    if (text === undefined) throw unreadable("", contact);
    const body = checked({
      requestedAt: stamp(systemClock),
      device: device.uid,
      what,
      color: color === undefined ? null : tonerColorOf(color, device),
      ...{ text, contact },
    });
    const isTaken = await leaveWish(loaded, { kind: "request", body });
    if (options.json) return printJson({ ...body, isTaken });
    printLines([say("requestHandedIn", { device: device.si ?? name }), say(isTaken ? "wishTaken" : "wishKept")]);
  });
}

function checked(request: ServiceRequest): ServiceRequest {
  const { text, contact } = request;
  const parsed = ServiceRequest.safeParse(request);
  if (parsed.success && contact.trim() !== "") return parsed.data;
  throw unreadable(text, contact);
}

function unreadable(text: string, contact: string): AgentError {
  return new AgentError({
    kind: "usage",
    code: "request-unreadable",
    message: `--text: ${text.length} characters, --contact: ${contact.trim().length} characters`,
    remedy: "A request has a text of at most 2000 characters, and a contact of 1 to 255. Only toner needs no text.",
  });
}
