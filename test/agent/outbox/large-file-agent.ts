/** Writes files that the folder has no room for; tells what each try met, and what is left in the folder. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fillNewFile } from "../../../src/agent/cli/written-file.ts";
import { AgentError, systemCode } from "../../../src/agent/leaf/errors.ts";
import { writePrivateFile } from "../../../src/agent/outbox/private-file.ts";

const folder = process.argv[2] ?? "";
const large = "x".repeat(1_000_000);

async function tell(how: string, write: () => void | Promise<void>): Promise<void> {
  try {
    await write();
    process.stdout.write(`${how}: written\n`);
  } catch (error) {
    process.stdout.write(`${how}: ${error instanceof AgentError ? error.code : systemCode(error)}\n`);
  }
}

await tell("private", () => writePrivateFile(join(folder, "private"), large));
await tell("new", () => fillNewFile(join(folder, "new"), async () => large));
process.stdout.write(`left: ${readdirSync(folder).join(" ")}\n`);
