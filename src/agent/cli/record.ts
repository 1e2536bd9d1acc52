import type { Command } from "commander";
import { openWire } from "../compose/wire.ts";
import { AgentError } from "../leaf/errors.ts";
import { askWithEach, type CredentialOptions, targetOf, withCredential } from "./chosen-credential.ts";
import { withExample } from "./command-options.ts";
import type { Speech } from "./speech.ts";
import { fillNewFile } from "./written-file.ts";

interface RecordOptions extends CredentialOptions {
  readonly output?: string;
  readonly hideIdentity?: boolean;
}

export function addRecordCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("record")
    .description(say("command.record"))
    .argument("<host>", say("argument.host"))
    .option("--output <file>", say("option.output"))
    .option("--hide-identity", say("option.hideIdentity"));
  withExample(withCredential(command, speech), speech, "record 192.168.1.20 --output c360i.snmprec");
  command.action(async (host: string, options: RecordOptions) => {
    const { output } = options;
    if (output === undefined) process.stdout.write(await record(host, options, speech));
    else await fillNewFile(output, () => record(host, options, speech));
  });
}

async function record(host: string, options: RecordOptions, { say }: Speech): Promise<string> {
  const { hideIdentity = false } = options;
  const target = await targetOf(host, options);
  const wire = await openWire();
  try {
    const recorded = await askWithEach(target, (one) => wire.record(one, { hidesIdentity: hideIdentity }));
    if (!recorded.ok) {
      const { kind, message } = recorded.failure;
      throw new AgentError({ kind: "unavailable", code: `snmp-${kind}`, message: `${host}: ${message}` });
    }
    const { text, isComplete } = recorded.value;
    if (!isComplete) process.stderr.write(`${say("recordingCut", { host })}\n`);
    return text;
  } finally {
    wire.close();
  }
}
