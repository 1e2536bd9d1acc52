import type { MibView } from "./mib-view.ts";
import {
  decodeMessage,
  ERROR_STATUS,
  encodeMessage,
  encodeMessageOf,
  encodeVarBind,
  type Message,
  measureMessage,
  type PduType,
} from "./pdu.ts";
import type { Value, VarBind } from "./value.ts";

export interface ResponderSettings {
  /** The read community; a request with another one gets no answer (RFC 3584 section 5.2.1 leaves it so). */
  readonly community: string;
  /** The largest answer in bytes; 484 is the least a device must manage (RFC 3417 section 3.2). */
  readonly maxMessageBytes: number;
}

/** What the device does with a datagram. A refused one gets silence. */
export type Reply =
  | { readonly kind: "answer"; readonly to: PduType; readonly bytes: Buffer }
  | { readonly kind: "silence"; readonly because: "malformed" | "wrong community" };

/** A reply without bindings that fits nowhere in the protocol's own words: they become tooBig or noSuchName. */
type Outcome =
  | { readonly kind: "bindings"; readonly varBinds: readonly VarBind[] }
  | { readonly kind: "error"; readonly status: number; readonly index: number };

/** Answers one datagram from a view. Pure: the same bytes and the same view give the same reply. */
export function respond(bytes: Buffer, view: MibView, settings: ResponderSettings): Reply {
  const request = decodeMessage(bytes);
  if (request === undefined || request.type === "response") {
    return { kind: "silence", because: "malformed" };
  }
  if (!request.community.equals(Buffer.from(settings.community, "utf8"))) {
    return { kind: "silence", because: "wrong community" };
  }
  const answer =
    request.type === "getBulk" ? answerBulk(request, view, settings) : answerPlain(request, view, settings);
  return { kind: "answer", to: request.type, bytes: answer };
}

function answerPlain(request: Message, view: MibView, settings: ResponderSettings): Buffer {
  const outcome = outcomeOf(request, view);
  if (outcome.kind === "error") {
    return encodeError(request, outcome.status, outcome.index);
  }
  const bytes = encodeMessage({ ...responseTo(request), varBinds: outcome.varBinds });
  return bytes.length <= settings.maxMessageBytes ? bytes : encodeError(request, ERROR_STATUS.tooBig, 0);
}

function outcomeOf(request: Message, view: MibView): Outcome {
  if (request.type === "set") {
    // Nothing is ever written. RFC 1157 names readOnly, RFC 3416 notWritable.
    const status = request.version === "v1" ? ERROR_STATUS.readOnly : ERROR_STATUS.notWritable;
    return { kind: "error", status, index: 1 };
  }
  const isV1 = request.version === "v1";
  const find = request.type === "get" ? getOf(view) : nextOf(view, isV1);
  const varBinds = request.varBinds.map(({ oid }) => find(oid));
  const missing = isV1 ? varBinds.findIndex(({ value }) => !isKnownToV1(value)) : -1;
  return missing < 0
    ? { kind: "bindings", varBinds }
    : { kind: "error", status: ERROR_STATUS.noSuchName, index: missing + 1 };
}

/** SNMPv1 has neither the exceptions nor Counter64 (RFC 3584 section 4.2.2.1). */
function isKnownToV1(value: Value): boolean {
  return !["noSuchObject", "noSuchInstance", "endOfMibView", "counter64"].includes(value.type);
}

function getOf(view: MibView): (oid: string) => VarBind {
  return (oid) => ({
    oid,
    value: view.get(oid) ?? { type: isKnownObject(view, oid) ? "noSuchInstance" : "noSuchObject" },
  });
}

/**
 * A recording has no MIB to tell an object from an instance. An index is mostly one or two arcs, and a scalar's is 0:
 * so 43.11.1.1.9.1.99 is an instance of the recorded column 43.11.1.1.9, while 1.9.0 is an object nobody recorded.
 */
function isKnownObject(view: MibView, oid: string): boolean {
  const arcs = oid.split(".");
  const indexLengths = arcs.at(-1) === "0" ? [1] : [1, 2];
  return indexLengths.some((length) => view.hasBelow(arcs.slice(0, -length).join(".")));
}

/** GETNEXT in v1 steps over Counter64, which it can't carry (RFC 3584 section 4.2.2.1). */
function nextOf(view: MibView, isV1: boolean): (oid: string) => VarBind {
  return (oid) => {
    let found = view.next(oid);
    while (isV1 && found?.value.type === "counter64") {
      found = view.next(found.oid);
    }
    return found ?? { oid, value: { type: "endOfMibView" } };
  };
}

/** GETBULK (RFC 3416 section 4.2.3): as many bindings, in order, as fit in one message. */
function answerBulk(request: Message, view: MibView, settings: ResponderSettings): Buffer {
  const response = responseTo(request);
  const sizeWith = measureMessage(response);
  const fitting: Buffer[] = [];
  let bytes = 0;
  for (const varBind of bulkBindings(request, view)) {
    const encoded = encodeVarBind(varBind);
    if (sizeWith(bytes + encoded.length) > settings.maxMessageBytes) {
      return fitting.length > 0 ? encodeMessageOf(response, fitting) : encodeError(request, ERROR_STATUS.tooBig, 0);
    }
    fitting.push(encoded);
    bytes += encoded.length;
  }
  return encodeMessageOf(response, fitting);
}

function* bulkBindings(request: Message, view: MibView): Generator<VarBind> {
  const next = nextOf(view, false);
  const nonRepeaters = Math.min(Math.max(request.errorStatus, 0), request.varBinds.length);
  for (const { oid } of request.varBinds.slice(0, nonRepeaters)) {
    yield next(oid);
  }
  let row = request.varBinds.slice(nonRepeaters);
  for (let repetition = 0; repetition < request.errorIndex && row.length > 0; repetition += 1) {
    row = row.map(({ oid }) => next(oid));
    yield* row;
    if (row.every(({ value }) => value.type === "endOfMibView")) {
      return;
    }
  }
}

function responseTo(request: Message): Omit<Message, "varBinds"> {
  const { version, community, requestId } = request;
  return { version, community, type: "response", requestId, errorStatus: ERROR_STATUS.noError, errorIndex: 0 };
}

/** An error repeats the bindings of the request, but tooBig in v2c comes empty (RFC 3416 section 4.2.1). */
function encodeError(request: Message, errorStatus: number, errorIndex: number): Buffer {
  const isEmpty = errorStatus === ERROR_STATUS.tooBig && request.version === "v2c";
  return encodeMessage({ ...responseTo(request), errorStatus, errorIndex, varBinds: isEmpty ? [] : request.varBinds });
}
