import { describe, expect, test } from "vitest";
import { MibView } from "../../src/simulator/mib-view.ts";
import { decodeMessage, ERROR_STATUS, encodeMessage, type Message } from "../../src/simulator/pdu.ts";
import { respond } from "../../src/simulator/responder.ts";
import { parseRecording } from "../../src/simulator/snmprec.ts";
import { integer } from "../../src/simulator/value.ts";
import { requestFor } from "./ask.ts";

const SETTINGS = { community: "public", maxMessageBytes: 1_472 };
const view = new MibView(
  parseRecording(
    [
      "1.3.6.1.2.1.1.1.0|4|printer",
      "1.3.6.1.2.1.2.1.0|2|1",
      "1.3.6.1.2.1.31.1.1.1.6.1|70|5",
      "1.3.6.1.2.1.43.11.1.1.9.1.1|2|10",
      "1.3.6.1.2.1.43.11.1.1.9.1.2|2|20",
    ].join("\n"),
    "test",
  ),
);
const DESCR = "1.3.6.1.2.1.1.1.0";
const LEVEL = "1.3.6.1.2.1.43.11.1.1.9";

function answerTo(request: Message, settings = SETTINGS): Message {
  const reply = respond(encodeMessage(request), view, settings);
  const answer = reply.kind === "answer" ? decodeMessage(reply.bytes) : undefined;
  if (answer === undefined) {
    throw new Error("no answer");
  }
  return answer;
}

function outline({ errorStatus, errorIndex, varBinds }: Message) {
  return { errorStatus, errorIndex, found: varBinds.map(({ oid, value }) => `${oid} ${value.type}`) };
}

describe("GET", () => {
  test("answers with the id, version and community of the request", () => {
    expect(answerTo(requestFor([DESCR], { requestId: -5 }))).toMatchObject({
      version: "v2c",
      type: "response",
      requestId: -5,
      errorStatus: 0,
      varBinds: [{ oid: DESCR, value: { type: "octets", value: Buffer.from("printer") } }],
    });
  });

  test.each([
    [`${LEVEL}.1.99`, "noSuchInstance"],
    ["1.3.6.1.2.1.1.9.0", "noSuchObject"],
    ["1.3.6.1.4.1.1.0", "noSuchObject"],
  ])("in v2c says of the missing %s: %s", (oid, exception) => {
    expect(outline(answerTo(requestFor([DESCR, oid]))).found).toEqual([`${DESCR} octets`, `${oid} ${exception}`]);
  });

  test("in v1 names the first missing OID by its place, and repeats the request", () => {
    expect(outline(answerTo(requestFor([DESCR, "1.3.9", "1.3.8"], { version: "v1" })))).toEqual({
      errorStatus: ERROR_STATUS.noSuchName,
      errorIndex: 2,
      found: [`${DESCR} null`, "1.3.9 null", "1.3.8 null"],
    });
  });

  test("in v1 does not know a Counter64", () => {
    const answer = answerTo(requestFor(["1.3.6.1.2.1.31.1.1.1.6.1"], { version: "v1" }));
    expect(answer).toMatchObject({ errorStatus: ERROR_STATUS.noSuchName, errorIndex: 1 });
  });

  test.each(["v1", "v2c"] as const)("in %s says tooBig when the answer does not fit", (version) => {
    const answer = answerTo(requestFor(Array(30).fill(DESCR), { version }), { ...SETTINGS, maxMessageBytes: 484 });
    expect(answer).toMatchObject({ errorStatus: ERROR_STATUS.tooBig, errorIndex: 0 });
    expect(answer.varBinds).toHaveLength(version === "v1" ? 30 : 0);
  });
});

describe("GETNEXT", () => {
  test("finds what stands behind an OID, be it there or not", () => {
    const answer = answerTo(requestFor(["1.3", DESCR, `${LEVEL}.1.1`], { type: "getNext" }));
    expect(answer.varBinds.map(({ oid }) => oid)).toEqual([DESCR, "1.3.6.1.2.1.2.1.0", `${LEVEL}.1.2`]);
  });

  test("ends with endOfMibView in v2c", () => {
    expect(outline(answerTo(requestFor(["1.4"], { type: "getNext" }))).found).toEqual(["1.4 endOfMibView"]);
  });

  test("ends with noSuchName in v1", () => {
    const answer = answerTo(requestFor(["1.4"], { type: "getNext", version: "v1" }));
    expect(answer).toMatchObject({ errorStatus: ERROR_STATUS.noSuchName, errorIndex: 1 });
  });

  test("in v1 steps over a Counter64", () => {
    const answer = answerTo(requestFor(["1.3.6.1.2.1.2.1.0"], { type: "getNext", version: "v1" }));
    expect(outline(answer).found).toEqual([`${LEVEL}.1.1 integer`]);
  });
});

describe("GETBULK", () => {
  const bulk = (oids: readonly string[], nonRepeaters: number, maxRepetitions: number) =>
    requestFor(oids, { type: "getBulk", errorStatus: nonRepeaters, errorIndex: maxRepetitions });

  test("answers non-repeaters once and the others row by row", () => {
    const answer = answerTo(bulk(["1.3", `${LEVEL}`, "1.3.6.1.2.1.1"], 1, 2));
    expect(answer.varBinds.map(({ oid }) => oid)).toEqual([
      DESCR,
      `${LEVEL}.1.1`,
      DESCR,
      `${LEVEL}.1.2`,
      "1.3.6.1.2.1.2.1.0",
    ]);
  });

  test("stops at the end of the view", () => {
    expect(outline(answerTo(bulk([`${LEVEL}.1.1`], 0, 50))).found).toEqual([
      `${LEVEL}.1.2 integer`,
      `${LEVEL}.1.2 endOfMibView`,
    ]);
  });

  test.each([
    [-1, 1, 2],
    [9, 5, 2],
    [0, -4, 0],
  ])("takes %i non-repeaters and %i repetitions as the standard says", (nonRepeaters, repetitions, count) => {
    expect(answerTo(bulk(["1.3", LEVEL], nonRepeaters, repetitions)).varBinds).toHaveLength(count);
  });

  test("gives as many bindings as fit, and never a larger message", () => {
    const rows = Array.from({ length: 200 }, (_, row) => `1.3.6.1.5.${row + 1}|4|${"x".repeat(50)}`);
    const wide = new MibView(parseRecording(rows.join("\n"), "test"));
    const reply = respond(encodeMessage(bulk(["1.3"], 0, 2 ** 31 - 1)), wide, SETTINGS);
    const bytes = reply.kind === "answer" ? reply.bytes : Buffer.alloc(0);
    const count = decodeMessage(bytes)?.varBinds.length ?? 0;
    expect(count).toBeGreaterThan(15);
    expect(bytes.length).toBeLessThanOrEqual(SETTINGS.maxMessageBytes);
    expect(bytes.length + 70).toBeGreaterThan(SETTINGS.maxMessageBytes);
  });

  test("says tooBig when not one binding fits", () => {
    const answer = answerTo(bulk(["1.3"], 0, 1), { ...SETTINGS, maxMessageBytes: 40 });
    expect(answer).toMatchObject({ errorStatus: ERROR_STATUS.tooBig, varBinds: [] });
  });
});

describe("a device", () => {
  test.each([
    ["v1", ERROR_STATUS.readOnly],
    ["v2c", ERROR_STATUS.notWritable],
  ] as const)("refuses to be written in %s and stays as it was", (version, errorStatus) => {
    const varBinds = [{ oid: "1.3.6.1.2.1.2.1.0", value: integer(9) }];
    expect(answerTo(requestFor([], { type: "set", version, varBinds }))).toMatchObject({ errorStatus, errorIndex: 1 });
    expect(view.number("1.3.6.1.2.1.2.1.0")).toBe(1);
  });

  test.each([
    ["a wrong community", encodeMessage(requestFor([DESCR], { community: Buffer.from("Public") })), "wrong community"],
    ["a response", encodeMessage(requestFor([DESCR], { type: "response" })), "malformed"],
    ["a GETBULK in v1", encodeMessage(requestFor([DESCR], { type: "getBulk", version: "v1" })), "malformed"],
    ["garbage", Buffer.from("GET / HTTP/1.1"), "malformed"],
    ["an empty datagram", Buffer.alloc(0), "malformed"],
  ])("is silent to %s", (_, bytes, because) => {
    expect(respond(bytes, view, SETTINGS)).toEqual({ kind: "silence", because });
  });
});
