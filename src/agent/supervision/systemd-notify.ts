import { execFile } from "node:child_process";

/** Takes assignments such as `READY=1` (sd_notify(3)); answers whether systemd was reached. */
export type Notify = (...assignments: readonly string[]) => Promise<boolean>;

/** systemd as the one that started this process and watches over it. */
export interface Supervisor {
  readonly notify: Notify;
  /** It ends the process when it hears no `WATCHDOG=1` for so long; undefined: it does not. */
  readonly watchdogMs: number | undefined;
}

/** The program waits until systemd has read the message, for five seconds at most. */
const patienceMs = 10_000;

/** What systemd says in the environment of a service of `Type=notify`; undefined: it did not start this process so. */
export function supervisorFrom(env: NodeJS.ProcessEnv, pid: number): Supervisor | undefined {
  const { NOTIFY_SOCKET: socket, PATH, WATCHDOG_USEC, WATCHDOG_PID } = env;
  if (!socket) return undefined;
  const watchdogMs = Math.floor(Number(WATCHDOG_USEC) / 1000);
  const isWatched = watchdogMs > 0 && (WATCHDOG_PID === undefined || Number(WATCHDOG_PID) === pid);
  return {
    notify: (...assignments) => sendBy({ NOTIFY_SOCKET: socket, PATH }, assignments),
    watchdogMs: isWatched ? watchdogMs : undefined,
  };
}

/**
 * Node has no datagrams on Unix sockets, so systemd's own program sends them. Without `--no-block`: systemd must read the
 * message while the sender lives, or it does not know whose it is.
 */
function sendBy(env: NodeJS.ProcessEnv, assignments: readonly string[]): Promise<boolean> {
  const sent = new Promise<boolean>((resolve) => {
    execFile("systemd-notify", assignments, { env, timeout: patienceMs }, (error) => resolve(error === null));
  });
  // Most reasons why a program cannot be started come to the callback; a lack of memory is thrown.
  return sent.catch(() => false);
}
