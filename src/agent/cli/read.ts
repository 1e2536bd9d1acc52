import type { Command } from "commander";
import { openWire } from "../compose/wire.ts";
import { AgentError } from "../leaf/errors.ts";
import { askWithEach, type CredentialOptions, targetOf, withCredential } from "./chosen-credential.ts";
import { withExample, withJson } from "./command-options.ts";
import { rawText } from "./raw-text.ts";
import { readingText } from "./reading-text.ts";
import type { Speech } from "./speech.ts";

interface ReadOptions extends CredentialOptions {
  readonly json?: true;
  readonly raw?: true;
}

export function addReadCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("read")
    .description(say("command.read"))
    .argument("<host>", say("argument.host"))
    .option("--raw", say("option.raw"));
  withExample(withJson(withCredential(command, speech), speech), speech, "read 192.168.1.20 --json");
  command.action(async (host: string, options: ReadOptions) => {
    await readOnce(host, options, speech);
  });
}

async function readOnce(host: string, options: ReadOptions, speech: Speech): Promise<void> {
  const target = await targetOf(host, options);
  const wire = await openWire();
  try {
    const met = await askWithEach(target, (one) => wire.meet(one));
    if (!met.ok) {
      throw new AgentError({
        kind: "unavailable",
        code: `snmp-${met.failure.kind}`,
        message: `${host}: ${met.failure.message}`,
        remedy:
          "Check that the device is on, that SNMP is switched on there (Network → SNMP Setting), that the community or the credential is right, and that UDP 161 is open between here and it.",
      });
    }
    const reading = options.raw ? wire.explain(met.value) : met.value.reading;
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    const voice = speech.voice(timeZone, reading.observedAt);
    const text = [readingText(reading, speech, voice), ...(options.raw ? [rawText(reading)] : [])].join("\n\n");
    process.stdout.write(options.json ? `${JSON.stringify(reading, null, 2)}\n` : `${text}\n`);
  } finally {
    wire.close();
  }
}
