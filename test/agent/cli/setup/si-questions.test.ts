import { expect, test } from "vitest";
import type { Dialogue } from "../../../../src/agent/cli/setup/dialogue.ts";
import { askForSiNumbers } from "../../../../src/agent/cli/setup/si-questions.ts";

const met = (serial: string) => ({ reading: { device: { serial, model: "bizhub C360i", address: "10.0.0.1" } } });

/** A person who types one answer after the other, and what they were told is wrong. */
function person(...answers: string[]) {
  const refused: string[] = [];
  const ask: Dialogue["ask"] = async (_key, _offered, check) => {
    for (;;) {
      const checked = check(answers.shift() ?? "");
      if (checked.ok) return checked.value;
      refused.push(checked.failure);
    }
  };
  return { ask, refused };
}

test("a number that another device here has is refused, whether it was known or typed", async () => {
  const typing = person("UA-1", "UA-2", "UA-2", "x".repeat(99), "");
  const typed = await askForSiNumbers(typing, [met("A"), met("B"), met("C")], new Map([["A", "UA-1"]]));
  expect(typing.refused).toEqual(["UA-1 is the number of A", "UA-2 is the number of B", "it is written as UA-104233"]);
  expect(typed).toEqual(new Map([["B", "UA-2"]]));
});

test("the number of a device that is not here any more may be given on", async () => {
  const typed = await askForSiNumbers(person("UA-1"), [met("B")], new Map([["gone", "UA-1"]]));
  expect(typed).toEqual(new Map([["B", "UA-1"]]));
});
