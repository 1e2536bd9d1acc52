import { compareArcs } from "../../src/simulator/oid.ts";
import { decodeMessage, type Message } from "../../src/simulator/pdu.ts";
import type { AnsweredRequest } from "../../src/simulator/virtual-device.ts";

/** What two polls show counts when they are this far apart: twice a minute of the site. */
const confirmAfterMs = 200;
/** Of a device; about a minute. */
const exchangesKept = 600;

interface Exchange {
  readonly atMs: number;
  /** Another life of the agent asks from another port. */
  readonly askedFromPort: number;
  readonly request: Message;
  readonly answer: Message;
}

/** What the devices answered, from which follows what the agent must have seen. */
export class AnswerLog {
  readonly #nowMs: () => number;
  /** By address; undefined: the device was switched off or on. */
  readonly #exchanges = new Map<string, (Exchange | undefined)[]>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  note({ address, askedFromPort, request, answer }: AnsweredRequest): void {
    const [asked, told] = [decodeMessage(request), decodeMessage(answer)];
    if (asked && told) this.#add(address, { atMs: this.#nowMs(), askedFromPort, request: asked, answer: told });
  }

  /** To be called when the device stops or starts: what was asked meanwhile went unheard. */
  interrupt(address: string): void {
    this.#add(address, undefined);
  }

  /**
   * Whether two whole polls since `sinceMs` told of all these instances how they are, or that they are not there, and
   * one life of the agent took both in. It asks a device one thing at a time, and the same again when it missed the
   * answer: so a poll was taken in when the next one began and nothing was asked twice.
   */
  hasShownTwice(address: string, oids: readonly string[], sinceMs: number): boolean {
    const exchanges = this.#exchanges.get(address) ?? [];
    return unbrokenRuns(exchanges.filter((exchange) => exchange === undefined || exchange.atMs >= sinceMs)).some(
      (run) => {
        const told = wholePolls(run).filter((poll) =>
          oids.every((oid) => poll.some((exchange) => tells(exchange, oid))),
        );
        const [first, last] = [told[0]?.[0], told.at(-1)?.[0]];
        return first !== undefined && last !== undefined && last.atMs - first.atMs >= confirmAfterMs;
      },
    );
  }

  #add(address: string, exchange: Exchange | undefined): void {
    const exchanges = this.#exchanges.get(address) ?? [];
    this.#exchanges.set(address, exchanges);
    exchanges.push(exchange);
    if (exchanges.length > exchangesKept) exchanges.splice(0, exchangesKept / 2);
  }
}

/** Parts in which one life of the agent asked nothing twice. */
function unbrokenRuns(exchanges: readonly (Exchange | undefined)[]): readonly (readonly Exchange[])[] {
  const runs: Exchange[][] = [];
  let last: Exchange | undefined;
  for (const exchange of exchanges) {
    const isNext =
      exchange?.askedFromPort === last?.askedFromPort && exchange?.request.requestId !== last?.request.requestId;
    if (exchange && last && isNext) runs.at(-1)?.push(exchange);
    else if (exchange) runs.push([exchange]);
    last = exchange;
  }
  return runs;
}

/** The polls that another followed, each from its first look. What a first contact or a search walks is none. */
function wholePolls(run: readonly Exchange[]): readonly (readonly Exchange[])[] {
  const polls: Exchange[][] = [];
  for (const exchange of run) {
    if (isFirstLook(exchange.request)) polls.push([exchange]);
    else if (exchange.request.type === "get") polls.at(-1)?.push(exchange);
  }
  return polls.slice(0, -1);
}

/** Only the first request of a poll asks for single values and for rows together: errorStatus is nonRepeaters here. */
function isFirstLook({ type, errorStatus }: Message): boolean {
  return type === "getBulk" && errorStatus > 0;
}

/** Whether an answer says how an instance is, or steps over the place where it would be. */
export function tells({ request, answer }: Pick<Exchange, "request" | "answer">, oid: string): boolean {
  if (answer.errorStatus !== 0) return false;
  if (answer.varBinds.some((varBind) => varBind.oid === oid)) return true;
  if (request.type !== "getBulk" && request.type !== "getNext") return false;
  const { varBinds: asked, errorStatus: nonRepeaters } = request;
  const fixed = request.type === "getBulk" ? nonRepeaters : 0;
  const width = asked.length - fixed;
  return asked.some((start, at) => {
    const found = answer.varBinds.filter((_, index) =>
      at < fixed || width === 0 ? index === at : index >= fixed && (index - fixed) % width === at - fixed,
    );
    const steps = [start, ...found].map((varBind) => varBind.oid);
    return steps.some((from, index) => {
      const to = steps[index + 1];
      return to !== undefined && isBefore(from, oid) && isBefore(oid, to);
    });
  });
}

function isBefore(one: string, other: string): boolean {
  return compareArcs(one.split(".").map(Number), other.split(".").map(Number)) < 0;
}
