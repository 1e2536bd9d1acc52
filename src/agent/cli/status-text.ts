import type { AgentSnapshot, DeviceSnapshot } from "../status/agent-snapshot.ts";
import { type Concern, findConcerns, mostNames } from "../status/concerns.ts";
import type { Voice } from "../status/voice.ts";
import { countDevices } from "./device-counts.ts";
import type { Look } from "./look-at-agent.ts";
import type { Speech } from "./speech.ts";
import { alignColumns, printable } from "./table.ts";

/** The site at a glance, as lines. */
export function statusText({ source, snapshot }: Look, speech: Speech, voice: Voice): readonly string[] {
  const { say } = speech;
  const { siteName, version, startedAt, sweep } = snapshot;
  const sourceWords = { running: "running", unseen: "runningUnseen", stored: "notRunning" } as const;
  const since = source === "running" ? `, ${say("since", { moment: voice.momentText(startedAt) })}` : "";
  const state = `${say(sourceWords[source])}${since}`;
  const facts: readonly (readonly [string, string])[] = [
    [say("agent"), `mfp-agent ${version}, ${state}`],
    [voice.word("central"), centralText(snapshot, voice)],
    ...(source === "running" ? deliveryFacts(snapshot, voice) : []),
    [voice.word("outbox"), outboxText(snapshot, speech, voice)],
    [voice.word("devices"), countsText(snapshot.devices, speech)],
    ...(sweep === null ? [] : ([[voice.word("sweep"), say("sweepRuns", { ...sweep })]] as const)),
  ];
  const concerns = findConcerns(snapshot).map((concern) => `  ! ${concernText(concern, voice)}`);
  return [
    printable(siteName),
    ...alignColumns(facts.map(([name, value]) => [`  ${name}`, value])),
    "",
    ...(concerns.length === 0 ? [say("allWell")] : [say("attention"), ...concerns]),
  ];
}

function centralText({ upload }: AgentSnapshot, voice: Voice): string {
  if (upload.centralUrl === null) return voice.word("noCentral");
  return `${upload.centralUrl}, ${upload.agent ?? voice.word("notEnrolled")}`;
}

function deliveryFacts({ upload }: AgentSnapshot, voice: Voice): readonly (readonly [string, string])[] {
  const { phase, waitingFor, nextTryInMs, lastSuccessAt, lastFailure } = upload;
  if (upload.centralUrl === null) return [];
  const reason = waitingFor === null ? "" : `: ${voice.name("reason", waitingFor)}`;
  const next = nextTryInMs === null ? "" : `, ${voice.word("nextTry")} ${voice.fromNow(nextTryInMs)}`;
  return [
    [voice.word("upload"), `${voice.name("phase", phase)}${reason}${next}`],
    [voice.word("lastUpload"), voice.momentText(lastSuccessAt)],
    ...(lastFailure === null
      ? []
      : ([
          [
            voice.word("lastFailure"),
            `${voice.momentText(lastFailure.at)}: ${voice.name("reason", lastFailure.kind)}${lastFailure.code === undefined ? "" : ` (${lastFailure.code})`}`,
          ],
        ] as const)),
  ];
}

export function outboxText({ outbox }: Pick<AgentSnapshot, "outbox">, { say }: Speech, voice: Voice): string {
  const { records, bytes, oldestAt, state, quarantined } = outbox;
  const waiting =
    records === 0
      ? say("nothingWaits")
      : say("waiting", { records, megabytes: voice.megabytes(bytes), moment: voice.momentText(oldestAt) });
  const trouble = state === "ok" ? "" : `; ${voice.name("outbox", state)}`;
  return `${waiting}${trouble}${quarantined === 0 ? "" : `; ${voice.word("quarantined")}: ${quarantined}`}`;
}

/** What nobody is counted in is not told. */
function countsText(devices: readonly DeviceSnapshot[], { say }: Speech): string {
  const { known, ...others } = countDevices(devices);
  const named = [
    ["count.answering", others.answering],
    ["count.quiet", others.quiet],
    ["count.silent", others.silent],
    ["count.notReadYet", others.notReadYet],
    ["count.outside", others.outside],
    ["count.notRegistered", others.notRegistered],
  ] as const;
  const told = named.filter(([, count]) => count > 0).map(([key, count]) => say(key, { count }));
  return [say("count.known", { count: known }), told.join(", ")].filter((part) => part !== "").join(": ");
}

function concernText(concern: Concern, voice: Voice): string {
  const head = voice.word(`concern.${concern.kind}`);
  if (concern.kind === "outbox") return `${head}: ${voice.name("outbox", concern.state)}`;
  if (concern.kind === "uploadFails") {
    return `${head}: ${voice.word("since")} ${voice.momentText(concern.since)}, ${voice.name("reason", concern.failure.kind)}`;
  }
  if (concern.kind === "leftOut") return `${head}: ${concern.addresses.join(", ")}. ${voice.word("leftOutWhy")}`;
  const { devices } = concern;
  const names = devices
    .slice(0, mostNames)
    .map(({ model, address }) => `${model ?? voice.word("unnamed")} (${address})`);
  const more = devices.length > mostNames ? [`${voice.word("more")}: ${devices.length - mostNames}`] : [];
  return printable(`${head} (${voice.number(devices.length)}): ${[...names, ...more].join(", ")}`);
}
