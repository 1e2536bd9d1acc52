import { Agent, get } from "node:http";
import type { Configuration } from "../config/config-schema.ts";
import { systemCode } from "../leaf/errors.ts";
import { failed, ok, type Result } from "../leaf/result.ts";
import { AgentSnapshot } from "../status/agent-snapshot.ts";

/** A thousand devices make about 20 MB. */
const maxSnapshotBytes = 64 * 1024 * 1024;
const pageTimeoutMs = 3000;

/** Why the page of a running agent gave no snapshot. */
export type PageSilence =
  /** The page is switched off, or has a port of its own choice. */
  | "noAddress"
  /** Nothing listens there. */
  | "refused"
  /** Something listens there that is not the agent of this configuration. */
  | "foreign";

/** Asks the running agent how it is, over the page that it serves on this machine. */
export async function readAgentPage({ statusPage, site }: Configuration): Promise<Result<AgentSnapshot, PageSilence>> {
  const { enabled, host, port } = statusPage;
  if (!enabled || port === 0) return failed("noAddress");
  const answer = await getJson(`http://${host === "::1" ? "[::1]" : host}:${port}/api/snapshot`);
  if (!answer.ok) return answer;
  const snapshot = AgentSnapshot.safeParse(answer.value);
  return snapshot.success && snapshot.data.siteName === site.name ? ok(snapshot.data) : failed("foreign");
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
