import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { OutboxState } from "../outbox/outbox.ts";
import type { AgentSnapshot, DeviceSnapshot } from "./agent-snapshot.ts";

/** What the gauges show, as it is at the moment of asking. */
export interface MetricFacts {
  readonly snapshot: AgentSnapshot;
  /** Since central last took something, or since the start if it has not yet; by the monotonic clock. */
  readonly sinceUploadMs: number;
  readonly isHealthy: boolean;
  readonly residentBytes: number;
}

/** Seconds; a poll that waits for a sleeping device takes eight and more. */
const pollBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30];
const contacts: readonly DeviceSnapshot["contact"][] = ["answering", "quiet", "silent", "notReadYet", "outside"];
const outboxStates: readonly OutboxState[] = ["ok", "full", "disk-full", "read-only"];

/**
 * The agent's figures for Prometheus. No label names a device: a site of ten thousand would be ten thousand series. How
 * a single device stands is on the page.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #polls: Counter<"outcome">;
  readonly #pollSeconds: Histogram<"scope">;
  readonly #uploads: Counter<"outcome">;
  readonly #uploadedBytes: Counter;
  readonly #show: (facts: MetricFacts) => void;

  constructor() {
    const registers = [this.#registry];
    this.#polls = new Counter({
      ...{ name: "mfp_agent_polls_total", help: "Polls that ended, by outcome", registers },
      labelNames: ["outcome"],
    });
    this.#pollSeconds = new Histogram({
      ...{ name: "mfp_agent_poll_duration_seconds", help: "How long polls took, by scope", registers },
      labelNames: ["scope"],
      buckets: pollBuckets,
    });
    this.#uploads = new Counter({
      ...{ name: "mfp_agent_uploads_total", help: "Uploads, by outcome: taken, or the kind of failure", registers },
      labelNames: ["outcome"],
    });
    this.#uploadedBytes = new Counter({
      ...{ name: "mfp_agent_uploaded_bytes_total", help: "Compressed bytes that left for central", registers },
    });
    this.#show = buildGauges(registers);
  }

  countPoll(scope: string, outcome: string, tookMs: number): void {
    this.#polls.inc({ outcome });
    this.#pollSeconds.observe({ scope }, tookMs / 1000);
  }

  countUpload(outcome: string, sentBytes: number): void {
    this.#uploads.inc({ outcome });
    this.#uploadedBytes.inc(sentBytes);
  }

  /** The figures in the text format of Prometheus, and its media type. */
  async render(facts: MetricFacts): Promise<{ readonly type: string; readonly text: string }> {
    this.#show(facts);
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}

function buildGauges(registers: Registry[]): (facts: MetricFacts) => void {
  const gauge = (name: string, help: string) => new Gauge({ name: `mfp_agent_${name}`, help, registers });
  const devices = new Gauge({
    ...{ name: "mfp_agent_devices", help: "Known devices, by how they stand", registers },
    labelNames: ["contact"],
  });
  const info = new Gauge({
    ...{ name: "mfp_agent_info", help: "Always 1; the label tells the running version", registers },
    labelNames: ["version"],
  });
  const started = gauge("start_time_seconds", "When the agent started, in seconds since 1970");
  const unregistered = gauge("devices_not_registered", "Known devices without an SI number");
  const otherPrinters = gauge("other_printers", "Printers of other makers seen, which are not polled");
  const outboxState = new Gauge({
    ...{ name: "mfp_agent_outbox_state", help: "1 for the state that the outbox is in, 0 for the others", registers },
    labelNames: ["state"],
  });
  const traps = new Counter({
    ...{ name: "mfp_agent_traps_total", help: "Traps that came, by what became of them", registers },
    labelNames: ["outcome"],
  });
  const nextContact = gauge(
    "next_contact_time_seconds",
    "When central may call the agent silent; 0: nothing is promised",
  );
  const records = gauge("outbox_records", "Records that central has not acknowledged");
  const quarantined = gauge("outbox_quarantined_records", "Records that central refused for good");
  const bytes = gauge("outbox_bytes", "Size of the outbox on disk");
  const oldest = gauge("outbox_oldest_age_seconds", "Age of the record that waits longest; 0: none waits");
  const uploadAge = gauge("last_upload_age_seconds", "Since central last took something, or since the start");
  const progress = gauge("sweep_progress_ratio", "Part of the running search that is done; 1: none runs");
  const healthy = gauge("healthy", "1 while data moves, as /healthz tells it");
  const loopDelay = new Gauge({
    ...{ name: "mfp_agent_event_loop_delay_seconds", help: "How late the event loop was in the last five minutes" },
    ...{ registers, labelNames: ["of"] },
  });
  const memory = gauge("process_resident_memory_bytes", "Memory that the process holds");
  return ({ snapshot, sinceUploadMs, isHealthy, residentBytes }) => {
    const { outbox, sweep } = snapshot;
    for (const contact of contacts) {
      devices.set({ contact }, snapshot.devices.filter((device) => device.contact === contact).length);
    }
    info.set({ version: snapshot.version }, 1);
    started.set(Date.parse(snapshot.startedAt) / 1000);
    unregistered.set(snapshot.devices.filter(({ si }) => si === null).length);
    otherPrinters.set(snapshot.otherPrinters.length);
    for (const state of outboxStates) outboxState.set({ state }, outbox.state === state ? 1 : 0);
    traps.reset();
    for (const [outcome, count] of Object.entries(snapshot.traps ?? {})) traps.inc({ outcome }, count);
    nextContact.set(Date.parse(snapshot.upload.nextContactBy ?? "1970-01-01") / 1000);
    records.set(outbox.records);
    quarantined.set(outbox.quarantined);
    bytes.set(outbox.bytes);
    oldest.set(outbox.oldestAt === null ? 0 : secondsBetween(outbox.oldestAt, snapshot.now));
    uploadAge.set(sinceUploadMs / 1000);
    progress.set(sweep === null ? 1 : sweep.probed / Math.max(1, sweep.total));
    healthy.set(isHealthy ? 1 : 0);
    loopDelay.set({ of: "p99" }, (snapshot.loopDelay?.p99Ms ?? 0) / 1000);
    loopDelay.set({ of: "max" }, (snapshot.loopDelay?.maxMs ?? 0) / 1000);
    memory.set(residentBytes);
  };
}

/** Not below zero: the wall clock may have been set back. */
function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}
