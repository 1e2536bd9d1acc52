import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { openWire } from "../compose/wire.ts";
import { resolveHost } from "../discovery/host.ts";
import { AgentError, systemCode } from "../leaf/errors.ts";
import { Secret } from "../leaf/secret.ts";

interface RecordOptions {
  readonly community: string;
  readonly output?: string;
  readonly hideIdentity?: boolean;
}

export function addRecordCommand(program: Command): void {
  program
    .command("record")
    .description("write what a device answers as an anonymous .snmprec, for the help desk")
    .argument("<host>", "address or name, with :PORT if not 161")
    .option("--community <name>", "SNMP community", "public")
    .option("--output <file>", "file to write; a file that exists is not overwritten (default: standard output)")
    .option("--hide-identity", "replace the serial number and the MAC address too")
    .addHelpText("after", "\nExample: mfp-agent record 192.168.1.20 --output c360i.snmprec")
    .action(async (host: string, options: RecordOptions) => {
      await record(host, options);
    });
}

async function record(host: string, { community, output, hideIdentity = false }: RecordOptions): Promise<void> {
  const place = await resolveHost(host);
  const wire = await openWire();
  try {
    const credential = { version: "2c" as const, community: new Secret(community) };
    const recorded = await wire.record({ ...place, credential }, { hidesIdentity: hideIdentity });
    if (!recorded.ok) {
      const { kind, message } = recorded.failure;
      throw new AgentError({ kind: "unavailable", code: `snmp-${kind}`, message: `${host}: ${message}` });
    }
    const { text, isComplete } = recorded.value;
    if (output === undefined) process.stdout.write(text);
    else writeNew(output, text);
    if (!isComplete) process.stderr.write(`${host}: a table was cut short; the recording holds what was read\n`);
  } finally {
    wire.close();
  }
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const message = `${file} cannot be written (${systemCode(cause) ?? "unknown error"})`;
    throw new AgentError({ kind: "system", code: "file-unwritable", message, cause });
  }
}
