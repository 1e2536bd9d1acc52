import { readFileSync, rmSync } from "node:fs";
import { Agent, get } from "node:http";
import { join } from "node:path";
import type { LoadedConfig } from "../config/config-store.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { systemCode } from "../leaf/errors.ts";
import { failed, ok, type Result } from "../leaf/result.ts";
import { writePrivateFile } from "../outbox/private-file.ts";
import { AgentSnapshot } from "../status/agent-snapshot.ts";

/** A thousand devices make about 20 MB. */
const maxSnapshotBytes = 64 * 1024 * 1024;
const pageTimeoutMs = 3000;

/** Why the page of a running agent gave no snapshot. */
export type PageSilence =
  /** The page is switched off, or nobody knows the port that the system chose for it. */
  | "noAddress"
  /** Nothing listens there. */
  | "refused"
  /** Something listens there that is not the agent of this configuration. */
  | "foreign";

/** Asks the running agent how it is, over the page that it serves on this machine. */
export async function readAgentPage(loaded: LoadedConfig): Promise<Result<AgentSnapshot, PageSilence>> {
  const { statusPage, site } = loaded.config;
  const port = isPortChosen(loaded) ? leftPort(loaded) : statusPage.port;
  if (!statusPage.enabled || port === undefined) return failed("noAddress");
  const host = statusPage.host === "::1" ? "[::1]" : statusPage.host;
  const answer = await getJson(`http://${host}:${port}/api/snapshot`);
  const snapshot = answer.ok ? AgentSnapshot.safeParse(answer.value) : undefined;
  if (snapshot?.success && snapshot.data.siteName === site.name) return ok(snapshot.data);
  // The port that a killed agent left may be anybody's now.
  if (isPortChosen(loaded)) return failed("noAddress");
  return answer.ok ? failed("foreign") : answer;
}

/**
 * Leaves the page's port to the commands where the configuration does not tell it; answers how to take it back. An agent
 * that cannot leave it works all the same: the commands then look at what it stored.
 */
export function leavePort(loaded: LoadedConfig, url: string | null): () => void {
  if (url === null || !isPortChosen(loaded)) return () => {};
  const file = portFileOf(loaded);
  quietly(() => writePrivateFile(file, new URL(url).port));
  return () => quietly(() => rmSync(file, { force: true }));
}

/** Whether the system chose the port, so that it is another one after each start. */
function isPortChosen({ config }: LoadedConfig): boolean {
  return config.statusPage.port === 0;
}

function portFileOf(loaded: LoadedConfig): string {
  return join(stateFolderOf(loaded), "page-port");
}

function leftPort(loaded: LoadedConfig): number | undefined {
  const port = Number(quietly(() => readFileSync(portFileOf(loaded), "utf8")));
  return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : undefined;
}

function quietly<Value>(action: () => Value): Value | undefined {
  try {
    return action();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

/** An agent of its own, because the shared one would take a proxy from the environment. */
function getJson(url: string): Promise<Result<unknown, PageSilence>> {
  return new Promise((resolve) => {
    const request = get(url, { agent: new Agent(), timeout: pageTimeoutMs }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxSnapshotBytes) request.destroy();
        else chunks.push(chunk);
      });
      response.on("end", () => resolve(parse(Buffer.concat(chunks).toString("utf8"))));
      response.on("error", () => resolve(failed("foreign")));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", (error) => resolve(failed(systemCode(error) === "ECONNREFUSED" ? "refused" : "foreign")));
  });
}

function parse(text: string): Result<unknown, PageSilence> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return failed("foreign");
  }
}
