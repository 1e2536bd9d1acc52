import type { NetworkDoor } from "../config/network-door.ts";
import type { Wish } from "../inbox/wish.ts";
import type { Clock } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import type { AgentSnapshot } from "./agent-snapshot.ts";
import type { CounterStand } from "./counter-page.ts";
import type { SiteHistory } from "./history/site-history.ts";
import type { LifeBook } from "./life-list.ts";
import type { RawRead } from "./raw-page.ts";

/** Where the page listens, what it looks at, and whom it hands to what people send. */
export interface StatusPageParts {
  /** This machine alone: no password is asked for. */
  readonly host: "127.0.0.1" | "::1";
  /** 0: any free port. */
  readonly port: number;
  /** undefined: no way in from the network. */
  readonly network: NetworkDoor | undefined;
  /** IANA name; times are shown in it. */
  readonly timeZone: string;
  readonly log: Log;
  readonly clock: Pick<Clock, "monoMs">;
  /** Draws what nobody can guess, of letters and digits. */
  readonly draw: () => string;
  readonly snapshot: () => AgentSnapshot;
  /** Why data does not move; null: it moves. */
  readonly findStandstill: () => string | null;
  /** The figures for Prometheus, and their media type. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  /** The page starts and stops it. */
  readonly history: Pick<SiteHistory, "start" | "stop" | "pastOf">;
  /** What left this network, newest first. */
  readonly ledger: (most: number) => AgentSnapshot["ledger"];
  readonly lives: (uid: string) => LifeBook;
  /** undefined: there is no such device. */
  readonly stand: (uid: string) => CounterStand | undefined;
  /** Asks the device for everything, and tells where each value came from. */
  readonly readRaw: (uid: string) => Promise<NonNullable<RawRead>>;
  /** @throws AgentError when it cannot be kept */
  readonly handIn: (wish: Wish) => void;
}
