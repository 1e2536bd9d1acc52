import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder with the files of one agent: configuration, secrets, state. */
export class SiteFolder {
  readonly path = mkdtempSync(join(tmpdir(), "on-site-"));

  /** Writes a configuration that is right but for `more`; answers its path. */
  configure(more: object = {}, secrets?: object): string {
    const right = {
      site: { name: "Office" },
      ranges: [{ addresses: "127.0.0.1" }],
      stateFolder: "state",
      statusPage: { enabled: false },
    };
    if (secrets !== undefined) this.write("secrets.json", JSON.stringify(secrets));
    return this.write("mfp-agent.json", JSON.stringify({ ...right, ...more }));
  }

  write(name: string, content: string, mode = 0o600): string {
    const path = join(this.path, name);
    writeFileSync(path, content, { mode });
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
