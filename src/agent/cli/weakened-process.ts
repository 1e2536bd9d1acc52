import { AgentError } from "../leaf/errors.ts";

/** Of a process: what can undo the protection of its connections or open its memory to others. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Options of Node on its own command line. */
  readonly nodeArguments: readonly string[];
}

/** Those of `--inspect…` that open nothing by themselves. */
const harmless: ReadonlySet<string> = new Set(["--inspect-port", "--inspect-publish-uid"]);

/**
 * Names what weakens this process, as in `NODE_TLS_REJECT_UNAUTHORIZED=0`; undefined: nothing does. Neither a check of
 * certificates that is switched off, nor a file that TLS keys are written to, nor a debugger, which reads and changes all
 * that the process holds.
 */
export function findWeakness({ env, nodeArguments }: Surroundings): string | undefined {
  if (env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") return "NODE_TLS_REJECT_UNAUTHORIZED=0";
  if (env["SSLKEYLOGFILE"]) return "SSLKEYLOGFILE";
  // Node takes quotes around a word there.
  const fromEnv = (env["NODE_OPTIONS"] ?? "").split(/[\s"]/).find(isWeakening);
  if (fromEnv !== undefined) return `NODE_OPTIONS=${fromEnv}`;
  return nodeArguments.find(isWeakening);
}

/** Node reads `--inspect_brk` as `--inspect-brk`. */
function isWeakening(option: string): boolean {
  const [name = ""] = option.replaceAll("_", "-").split("=");
  return name === "--tls-keylog" || (name.startsWith("--inspect") && !harmless.has(name));
}

/**
 * A debugger that Node opened for its options listens already when this is asked; it closes with the process. One that
 * the same user opens later, by a signal, is not seen: that user can read the files and the memory as well.
 * @throws AgentError `process-weakened`, exit code 78
 */
export function refuseWeakness(): void {
  const weakness = findWeakness({ env: process.env, nodeArguments: process.execArgv });
  if (weakness === undefined) return;
  throw new AgentError({
    kind: "config",
    code: "process-weakened",
    message: `${weakness} opens this process to others.`,
    remedy: "It would let others read or change what the agent sends to central. Start it without.",
  });
}
