import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, vi } from "vitest";
import { decodeMessage, encodeMessage, type Message } from "../../src/simulator/pdu.ts";
import { NULL_VALUE } from "../../src/simulator/value.ts";
import type { VirtualDevice } from "../../src/simulator/virtual-device.ts";

const ANSWER_MS = 5_000;

export const SYS_DESCR = "1.3.6.1.2.1.1.1.0";

/** A request for these OIDs, in v2c and the community "public" unless told otherwise. */
export function requestFor(oids: readonly string[], fields: Partial<Message> = {}): Message {
  return {
    version: "v2c",
    community: Buffer.from("public"),
    type: "get",
    requestId: 7,
    errorStatus: 0,
    errorIndex: 0,
    varBinds: oids.map((oid) => ({ oid, value: NULL_VALUE })),
    ...fields,
  };
}

/** Sends one request over UDP; rejects if no answer comes. */
export async function ask(at: { readonly address: string; readonly port: number }, request: Message): Promise<Message> {
  const socket = createSocket("udp4");
  try {
    const answered = once(socket, "message", { signal: AbortSignal.timeout(ANSWER_MS) });
    socket.send(encodeMessage(request), at.port, at.address);
    const [bytes] = await answered;
    const answer = decodeMessage(bytes);
    if (answer === undefined) throw new Error("the answer is no SNMP message");
    return answer;
  } finally {
    socket.close();
  }
}

/** Sends one request and waits until the device has dropped it. */
export async function expectSilence(device: VirtualDevice, request: Message): Promise<void> {
  const { silence } = device.requests;
  const socket = createSocket("udp4");
  let answers = 0;
  socket.on("message", () => {
    answers += 1;
  });
  socket.send(encodeMessage(request), device.port, device.address);
  await vi.waitFor(() => expect(device.requests.silence).toBe(silence + 1));
  socket.close();
  expect(answers).toBe(0);
}
