import { expect, test } from "vitest";
import { Metrics } from "../../../src/agent/status/metrics.ts";
import { busySite } from "./invented-site.ts";

const facts = { snapshot: busySite(), sinceUploadMs: 90_000, isHealthy: true, residentBytes: 1000 };

async function figures(change: (metrics: Metrics) => void = () => {}, more: Partial<typeof facts> = {}) {
  const metrics = new Metrics();
  change(metrics);
  return (await metrics.render({ ...facts, ...more })).text;
}

test("polls and uploads are counted by outcome", async () => {
  const text = await figures((metrics) => {
    metrics.countPoll("status", "answered", 120);
    metrics.countPoll("full", "timeout", 9000);
    metrics.countUpload("taken", 700);
    metrics.countUpload("dns", 0);
  });
  expect(text).toContain('mfp_agent_polls_total{outcome="answered"} 1');
  expect(text).toContain('mfp_agent_polls_total{outcome="timeout"} 1');
  expect(text).toContain('mfp_agent_poll_duration_seconds_bucket{le="0.25",scope="status"} 1');
  expect(text).toContain('mfp_agent_uploads_total{outcome="dns"} 1');
  expect(text).toContain("mfp_agent_uploaded_bytes_total 700");
});

test("the site's state is shown as it is at the moment of asking", async () => {
  const text = await figures();
  const { devices, outbox } = facts.snapshot;
  const silent = devices.filter(({ contact }) => contact === "silent").length;
  expect(text).toContain(`mfp_agent_devices{contact="silent"} ${silent}`);
  expect(text).toContain(`mfp_agent_outbox_records ${outbox.records}`);
  expect(text).toContain('mfp_agent_outbox_state{state="ok"} 1');
  expect(text).toContain('mfp_agent_outbox_state{state="disk-full"} 0');
  expect(text).toContain('mfp_agent_traps_total{outcome="taken"} 41');
  expect(text).toContain('mfp_agent_traps_total{outcome="unknown"} 1');
  const promised = Date.parse(facts.snapshot.upload.nextContactBy ?? "") / 1000;
  expect(text).toContain(`mfp_agent_next_contact_time_seconds ${promised}`);
  expect(text).toContain("mfp_agent_last_upload_age_seconds 90");
  expect(text).toContain("mfp_agent_healthy 1");
  expect(text).toContain('mfp_agent_info{version="1.0.0"} 1');
  expect(text).toContain(`mfp_agent_start_time_seconds ${Date.parse(facts.snapshot.startedAt) / 1000}`);
});

test("how late the event loop was is shown, and nothing before it is known", async () => {
  const snapshot = { ...facts.snapshot, loopDelay: { p99Ms: 12, maxMs: 250 } };
  const text = await figures(() => {}, { snapshot });
  expect(text).toContain('mfp_agent_event_loop_delay_seconds{of="p99"} 0.012');
  expect(text).toContain('mfp_agent_event_loop_delay_seconds{of="max"} 0.25');
  expect(await figures()).toContain('mfp_agent_event_loop_delay_seconds{of="p99"} 0\n');
});

test("a site of many devices makes no more lines than one of few", async () => {
  const one = facts.snapshot.devices.slice(0, 1);
  const many = Array.from({ length: 500 }, () => one).flat();
  const linesOf = async (devices: typeof one) =>
    (await figures(() => {}, { snapshot: { ...facts.snapshot, devices } })).split("\n").length;
  expect(await linesOf(many)).toBe(await linesOf(one));
});
