import type { Event } from "../../contract/event.ts";
import type { Reading } from "../../contract/reading.ts";

/** How one device stands. Last contact, last reading and last change are three different things. */
export interface DeviceSnapshot {
  readonly uid: string;
  readonly si: string | null;
  readonly serial: string | null;
  readonly model: string | null;
  readonly address: string;
  readonly location: string | null;
  /** `silent` is told by an event; `quiet` failed its last poll. */
  readonly contact: "answering" | "quiet" | "silent" | "notReadYet";
  /** ISO 8601 UTC; null: never. */
  readonly lastContactAt: string | null;
  readonly lastRecordedAt: string | null;
  /** Sections of different polls, the newest of each; null: nothing read since the start. */
  readonly reading: Reading | null;
}

/** What the agent publishes of itself for the page, the metrics and `status`; plain data without secrets. */
export interface AgentSnapshot {
  readonly version: string;
  readonly siteName: string;
  readonly now: string;
  readonly startedAt: string;
  readonly devices: readonly DeviceSnapshot[];
  readonly otherPrinters: readonly {
    readonly address: string;
    readonly model: string | null;
    readonly seenAt: string;
  }[];
  readonly sweep: {
    readonly probed: number;
    readonly total: number;
    readonly found: number;
    readonly remainingMs: number;
  } | null;
  readonly outbox: {
    readonly records: number;
    readonly bytes: number;
    readonly oldestAt: string | null;
    readonly quarantined: number;
    readonly state: string;
  };
  readonly upload: {
    /** null: no central is configured. */
    readonly centralUrl: string | null;
    readonly agent: string | null;
    readonly phase: string;
    readonly waitingFor: string | null;
    readonly nextTryInMs: number | null;
    readonly lastSuccessAt: string | null;
    readonly lastFailure: { readonly at: string; readonly kind: string; readonly message: string } | null;
    readonly records: number;
    readonly bytes: number;
  };
  /** The newest events, newest first, at most 50. */
  readonly recentEvents: readonly Event[];
}
