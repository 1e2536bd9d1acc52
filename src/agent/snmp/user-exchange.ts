import { failed } from "../leaf/result.ts";
import { failure, type Refusal, type SessionAnswer, silence } from "./device-session.ts";
import type { PduRequest } from "./request-message.ts";
import { messageIdOf } from "./response-message.ts";
import type { PeerSocket } from "./shared-sockets.ts";
import type { SnmpFailure } from "./snmp-client.ts";
import { isDiscovery, type SentMessage } from "./user-message.ts";

/** A request of SNMPv3 that waits, and what came of it so far. */
export interface UserExchange {
  readonly request: PduRequest;
  readonly waitsMs: readonly number[];
  readonly refusal: Refusal;
  readonly settle: (answer: SessionAnswer) => void;
  /** What was sent, the newest last: a Report makes another message of it, but the answer may be to any of them. */
  readonly messages: SentMessage[];
  /** Which of the waits it is in. */
  tries: number;
  /** Reports that were followed, discovery not counted. */
  followed: number;
  /** Whether the engine let itself be heard since the request began. */
  isDiscovered: boolean;
  /** Whether a Report says no to the newest message. */
  isDenied: boolean;
  /** What it ends with if nothing better comes. */
  outlook: SnmpFailure | undefined;
}

/**
 * Which message an answer with this msgID is to; undefined: to none that waits. Of discoveries only the newest does, so
 * that a Report that comes twice does not send the request twice.
 */
export function findAnswered({ messages }: UserExchange, id: number): SentMessage | undefined {
  const newest = messages.at(-1);
  return messages.find((sent) => sent.getId() === id && (sent === newest || !isDiscovery(sent.message)));
}

/** What a request has come to when its time is over. */
export function endOf({ outlook, isDiscovered, messages }: UserExchange, socket: PeerSocket): SessionAnswer {
  if (outlook) return failed(outlook);
  // Devices drop in silence what they cannot decrypt or have no context for (RFC 3412 section 7.2, RFC 3413 section 3.2).
  if (isDiscovered)
    return failure("ignored", "the device answers discovery but not this request: privacy key or context");
  const ids = new Set<number | undefined>(messages.map((sent) => sent.getId()));
  return silence(
    false,
    socket.strangerThat((bytes) => ids.has(messageIdOf(bytes))),
  );
}
