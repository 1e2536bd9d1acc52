import type { Command } from "commander";
import { openWire } from "../compose.ts";
import { resolveHost } from "../discovery/host.ts";
import { AgentError } from "../leaf/errors.ts";
import { Secret } from "../leaf/secret.ts";
import { readingText } from "./reading-text.ts";

interface ReadOptions {
  readonly community: string;
  readonly json?: true;
}

export function addReadCommand(program: Command): void {
  program
    .command("read")
    .description("read one device now and show everything it tells")
    .argument("<host>", "address or name, with :PORT if not 161")
    .option("--community <name>", "SNMP community", "public")
    .option("--json", "print one Reading as JSON")
    .addHelpText("after", "\nExample: mfp-agent read 192.168.1.20 --json")
    .action(async (host: string, options: ReadOptions) => {
      await readOnce(host, options);
    });
}

async function readOnce(host: string, options: ReadOptions): Promise<void> {
  const place = await resolveHost(host);
  const wire = await openWire();
  try {
    const credential = { version: "2c" as const, community: new Secret(options.community) };
    const met = await wire.meet({ ...place, credential });
    if (!met.ok) {
      throw new AgentError({
        kind: "unavailable",
        code: `snmp-${met.failure.kind}`,
        message: `${host}: ${met.failure.message}`,
        remedy:
          "Check that the device is on, that SNMP is switched on there (Network → SNMP Setting), that the community is right, and that UDP 161 is open between here and it.",
      });
    }
    const { reading } = met.value;
    process.stdout.write(options.json ? `${JSON.stringify(reading, null, 2)}\n` : `${readingText(reading)}\n`);
  } finally {
    wire.close();
  }
}
