import type { Command } from "commander";
import { loadConfig } from "../config/config-store.ts";

export function addConfigCommand(program: Command): void {
  const config = program.command("config").description("look at the configuration").exitOverride();
  config
    .command("check")
    .description("say everything that is wrong in a configuration file")
    .argument("<file>")
    .exitOverride()
    .action((file: string) => {
      const { config: read } = loadConfig(file);
      process.stdout.write(`${file}: right. Site ${read.site.name}, ${read.ranges.length} range(s).\n`);
    });
}
