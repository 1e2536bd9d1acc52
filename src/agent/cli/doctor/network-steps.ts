import type { Socket } from "node:net";
import { operations } from "../../../contract/api.ts";
import { configuredClient } from "../../config/client-files.ts";
import type { LoadedConfig } from "../../config/config-store.ts";
import { configuredAuthority } from "../../config/named-files.ts";
import type { AgentSnapshot } from "../../status/agent-snapshot.ts";
import { parseCentralAddress } from "../../upload/central-address.ts";
import type { Central, UploadFailure } from "../../upload/central-port.ts";
import { attempt } from "./attempt.ts";
import { broken, type Step, type Verdict, warned, well } from "./finding.ts";
import type { Answer, NetworkProbe } from "./network-probe.ts";
import {
  judgeAnswer,
  judgeClock,
  judgeConnection,
  judgeHandshake,
  judgeResolution,
  judgeTunnel,
} from "./network-verdicts.ts";

/** What the way to central is judged by. */
export interface NetworkFacts {
  readonly loaded: LoadedConfig;
  readonly probe: NetworkProbe;
  readonly nowMs: () => number;
  readonly proxyLogin: () => string | undefined;
  /** Central as the agent itself reaches it; undefined: it is not enrolled. Throws AgentError of its credential. */
  readonly central: () => Central | undefined;
  /** How the running agent is; undefined: none answers. */
  readonly running: AgentSnapshot | undefined;
}

const defaultProxyPort = 3128;

/** The way of a request, layer by layer. Each step goes on with what the one before it opened. */
export function networkSteps(facts: NetworkFacts): readonly Step[] {
  const { config } = facts.loaded;
  if (config.central === undefined) return [{ name: "centralAddress", check: () => warned("central-none") }];
  const way = new Way(facts, config.central);
  return [
    { name: "centralAddress", check: () => attempt("file-unreadable", () => way.checkAddress()) },
    { name: "dns", check: () => way.resolve() },
    { name: "tcp", check: () => way.connect() },
    { name: "proxy", check: () => way.passProxy() },
    { name: "tls", check: () => way.secure() },
    { name: "answer", check: () => way.ask() },
    { name: "clock", check: () => way.compareClock() },
    { name: "authorization", check: () => attempt("credential-damaged", () => authorize(facts)) },
  ];
}

/** One try of the way; lives as long as its chain of steps. */
class Way {
  readonly #facts: NetworkFacts;
  readonly #central: NonNullable<LoadedConfig["config"]["central"]>;
  #address = "";
  #socket: Socket | undefined;
  #answer: Answer | undefined;

  constructor(facts: NetworkFacts, central: NonNullable<LoadedConfig["config"]["central"]>) {
    this.#facts = facts;
    this.#central = central;
  }

  checkAddress(): Verdict {
    configuredAuthority(this.#facts.loaded);
    configuredClient(this.#facts.loaded);
    return well({ url: this.#central.url });
  }

  async resolve(): Promise<Verdict> {
    const { host } = this.#firstStop();
    const resolved = await this.#facts.probe.resolve(host);
    if (!resolved.ok) return judgeResolution(resolved.failure, this.#stop());
    this.#address = resolved.value;
    return well({ host, address: resolved.value });
  }

  async connect(): Promise<Verdict> {
    const connected = await this.#facts.probe.connect(this.#address, this.#firstStop().port);
    if (!connected.ok) return judgeConnection(connected.failure, this.#stop());
    this.#socket = connected.value;
    return well(this.#stop());
  }

  async passProxy(): Promise<Verdict | undefined> {
    const proxy = this.#proxy();
    if (!proxy || !this.#socket) return undefined;
    const host = `${proxy.hostname}:${proxy.port || defaultProxyPort}`;
    const target = `${this.#target().hostname}:${portOf(this.#target())}`;
    const status = await this.#facts.probe.tunnel(this.#socket, target, this.#facts.proxyLogin());
    if (!status.ok) return broken("proxy-mute", { host, detail: status.failure });
    const verdict = judgeTunnel(status.value, { host, target });
    // Many a proxy keeps the connection open after a refusal; the command would wait for it.
    if (verdict.outcome === "failed") this.#socket.destroy();
    return verdict;
  }

  async secure(): Promise<Verdict | undefined> {
    const url = this.#target();
    if (!this.#socket || url.protocol !== "https:") return undefined;
    const authority = configuredAuthority(this.#facts.loaded);
    const secured = await this.#facts.probe.secure(this.#socket, url.hostname, authority);
    if (!secured.ok) return judgeHandshake(secured.failure, { host: url.host });
    this.#socket = secured.value.socket;
    return well({ until: secured.value.validUntil });
  }

  async ask(): Promise<Verdict | undefined> {
    if (!this.#socket) return undefined;
    const base = this.#target();
    const url = new URL(`${base.href.replace(/\/$/, "")}${operations.upload.path}`);
    const answer = await this.#facts.probe.post(this.#socket, url);
    this.#socket.destroy();
    if (!answer.ok) return broken("central-silent", { host: base.host, detail: answer.failure });
    this.#answer = answer.value;
    return judgeAnswer(answer.value, base.host);
  }

  compareClock(): Verdict | undefined {
    return judgeClock(this.#answer?.date, this.#facts.nowMs());
  }

  /** Where the first packet goes: the proxy, or central itself. */
  #firstStop(): { readonly host: string; readonly port: number } {
    const proxy = this.#proxy();
    const url = this.#target();
    return proxy
      ? { host: proxy.hostname, port: Number(proxy.port || defaultProxyPort) }
      : { host: url.hostname.replace(/^\[|\]$/g, ""), port: portOf(url) };
  }

  #stop() {
    const setting = this.#proxy() ? "central.proxyUrl" : "central.url";
    return { ...this.#firstStop(), address: this.#address, setting };
  }

  /** As the upload does it: the proxy is for https only. */
  #proxy(): URL | undefined {
    const { proxyUrl } = this.#central;
    return proxyUrl !== undefined && this.#target().protocol === "https:" ? new URL(proxyUrl) : undefined;
  }

  #target(): URL {
    return parseCentralAddress(this.#central.url);
  }
}

/**
 * Whether central knows the agent. The question is a batch that no central takes, so that nothing is stored there and a
 * running agent is not mistaken for a copy: 422 says that the token was accepted.
 */
async function authorize({ running, loaded, ...facts }: NetworkFacts): Promise<Verdict> {
  const told = running === undefined ? undefined : freshFailure(running);
  if (told?.kind === "conflict") return broken("identity-copied");
  const central = facts.central();
  if (central === undefined) {
    if (loaded.secrets.enrolmentCode === undefined) return broken("not-enrolled");
    return told?.kind === "unauthorized" ? broken("token-refused") : warned("enrolment-pending");
  }
  const answer = await central.upload(emptyQuestion, new AbortController().signal);
  return answer.ok ? well() : judgeRefusal(answer.failure, loaded);
}

function freshFailure({ upload }: AgentSnapshot): AgentSnapshot["upload"]["lastFailure"] {
  const { lastFailure, lastSuccessAt } = upload;
  return lastFailure !== null && (lastSuccessAt === null || lastSuccessAt < lastFailure.at) ? lastFailure : null;
}

function judgeRefusal({ kind, code, message }: UploadFailure, { config }: LoadedConfig): Verdict {
  const values = { status: code ?? kind, detail: message, host: config.central?.url ?? "" };
  const proxy = config.central?.proxyUrl;
  switch (kind) {
    case "unacceptable":
      return well();
    case "unauthorized":
      return broken("token-refused");
    case "conflict":
      return broken("identity-copied");
    case "proxy":
      return broken("proxy-login", { host: proxy === undefined ? "" : new URL(proxy).host, target: values.host });
    case "server":
    case "throttled":
      return broken("central-down", values);
    case "tls":
      return judgeHandshake(code ?? "", values);
    case "redirected":
    case "notAcknowledged":
    case "refusedOnTheWay":
    case "tooLargeOnTheWay":
      return broken("captive-portal", values);
    default:
      return broken("central-unexpected", values);
  }
}

/** Names no agent, which the contract forbids. */
const emptyQuestion = {
  agent: "",
  epoch: "",
  sentAt: "",
  clock: { synced: false, bootId: "", monoMs: 0 },
  eventsRemaining: 0,
  gaps: [],
  records: [],
};

function portOf(url: URL): number {
  return Number(url.port || (url.protocol === "https:" ? 443 : 80));
}
