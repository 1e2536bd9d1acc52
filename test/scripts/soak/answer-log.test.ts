import { describe, expect, test } from "vitest";
import { AnswerLog, tells } from "../../../scripts/soak/answer-log.ts";
import { encodeMessage, type Message } from "../../../src/simulator/pdu.ts";
import { integer, NULL_VALUE, type VarBind } from "../../../src/simulator/value.ts";

const column = "1.3.6.1.2.1.43.11.1.1.9";
const address = "127.0.0.1";
const head = { version: "v2c", community: Buffer.from("public"), requestId: 1, errorStatus: 0, errorIndex: 0 } as const;

function named(oid: string): VarBind {
  return { oid, value: NULL_VALUE };
}

function valued(oid: string): VarBind {
  return { oid, value: integer(8) };
}

interface Exchange {
  readonly request: Message;
  readonly answer: Message;
}

function bulk(asked: readonly string[], told: readonly string[], nonRepeaters = 0): Exchange {
  return {
    request: { ...head, type: "getBulk", errorStatus: nonRepeaters, errorIndex: 10, varBinds: asked.map(named) },
    answer: { ...head, type: "response", varBinds: told.map(valued) },
  };
}

describe("an answer tells how an instance is", () => {
  test.each([
    ["that it names", [column], [`${column}.1.1`, `${column}.1.2`], true],
    ["that it steps over", [column], [`${column}.1.1`, `${column}.1.3`], true],
    ["that would stand before the first", [column], [`${column}.1.3`], true],
    ["not of one behind its end", [column], [`${column}.1.1`], false],
    ["not of one before the place it was asked from", [`${column}.1.5`], [`${column}.1.6`], false],
    [
      "in the second of two columns that take turns",
      ["1.3.6.1.4", column],
      ["1.3.6.1.4.1", `${column}.1.1`, "1.3.6.1.4.2", `${column}.1.10`],
      true,
    ],
    [
      "not across columns that take turns",
      ["1.3.6.1.2.1.1", "1.3.6.1.4.1"],
      ["1.3.6.1.2.1.1.1", "1.3.6.1.4.1.1"],
      false,
    ],
  ] as const)("%s", (_, asked, told, expected) => {
    expect(tells(bulk(asked, told), `${column}.1.2`)).toBe(expected);
  });
});

describe("an instance was shown twice", () => {
  const oid = `${column}.1.2`;
  const upTime = "1.3.6.1.2.1.1.3";
  const firstLook = bulk([upTime, column], [`${upTime}.0`, oid], 1);
  const walk = bulk([column], [oid]);

  /** Requests as [time, id, port, what]; null: the device was switched off and on. */
  function isShown(requests: readonly (readonly [number, number, number, Exchange?] | null)[]): boolean {
    let nowMs = 0;
    const log = new AnswerLog(() => nowMs);
    for (const asked of requests) {
      if (asked === null) {
        log.interrupt(address);
        continue;
      }
      const [atMs, requestId, askedFromPort, { request, answer } = firstLook] = asked;
      nowMs = atMs;
      const [sent, told] = [
        { ...request, requestId },
        { ...answer, requestId },
      ].map(encodeMessage);
      if (sent && told) log.note({ address, askedFromPort, request: sent, answer: told });
    }
    return log.hasShownTwice(address, [oid], 100);
  }

  test.each<readonly [string, Parameters<typeof isShown>[0], boolean]>([
    [
      "in two polls that were over",
      [
        [500, 1, 9],
        [1000, 2, 9],
        [1500, 3, 9],
      ],
      true,
    ],
    [
      "not while the second may still run",
      [
        [500, 1, 9],
        [1000, 2, 9],
      ],
      false,
    ],
    [
      "not by what was answered before it was so",
      [
        [50, 1, 9],
        [1000, 2, 9],
        [1500, 3, 9],
      ],
      false,
    ],
    [
      "not in polls too near to count",
      [
        [500, 1, 9],
        [600, 2, 9],
        [1500, 3, 9],
      ],
      false,
    ],
    [
      "not across two lives",
      [
        [500, 1, 9],
        [1000, 2, 8],
        [1500, 3, 8],
      ],
      false,
    ],
    [
      "not when an answer was missed and asked for again",
      [
        [500, 1, 9],
        [1000, 2, 9],
        [1400, 2, 9],
        [1500, 3, 9],
      ],
      false,
    ],
    ["not when the device was off meanwhile", [[500, 1, 9], null, [1000, 2, 9], [1500, 3, 9]], false],
    [
      "not by a walk beside the polls",
      [
        [500, 1, 9, walk],
        [1000, 2, 9, walk],
        [1500, 3, 9],
        [2000, 4, 9],
      ],
      false,
    ],
  ])("%s", (_, requests, expected) => {
    expect(isShown(requests)).toBe(expected);
  });
});
