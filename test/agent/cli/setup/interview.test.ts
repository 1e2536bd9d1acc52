import { expect, onTestFinished, test } from "vitest";
import { type Check, Dialogue } from "../../../../src/agent/cli/setup/dialogue.ts";
import { interview } from "../../../../src/agent/cli/setup/interview.ts";
import type { Offers, RangeOffer } from "../../../../src/agent/cli/setup/offers.ts";
import type { SetupKey } from "../../../../src/agent/cli/words/setup-words.ts";

const access = { exclude: [], credentials: ["public"], isOwnPublicRange: false };
const small = "10.0.5.0/24";
const broad = "10.0.0.0/16";
const otherBroad = "10.1.0.0/16";

function offering(range: RangeOffer, areRangesPresent: boolean): Offers {
  return {
    ...{ file: "/etc/a.json", isPresent: areRangesPresent, siteName: "Mill", centralUrl: null, agent: null },
    ...{ proxy: null, isProxyNoticed: false, hasProxyPassword: false, siNumbersFile: null },
    ...{ ranges: [range], areRangesPresent, credentialNames: ["public"], users: new Map() },
  };
}

/** A person who answers the questions about ranges and takes what is offered at all others. */
class Person extends Dialogue {
  readonly #answers: string[];
  readonly asked: string[] = [];

  constructor(answers: readonly string[]) {
    super("en");
    this.#answers = [...answers];
  }

  override async ask<Value>(key: SetupKey, offered: string | null, check: Check<Value>): Promise<Value> {
    const checked = check(this.#hear(key) || (offered ?? ""));
    if (checked.ok) return checked.value;
    throw new Error(checked.failure);
  }

  override async askHidden<Value>(key: SetupKey, check: Check<Value>): Promise<Value> {
    return this.ask(key, null, check);
  }

  override async confirm(key: SetupKey, isYesOffered: boolean): Promise<boolean> {
    const typed = this.#hear(key);
    return typed === "" ? isYesOffered : typed === "y";
  }

  override tell(): void {}

  #hear(key: SetupKey): string {
    const isAboutRanges = key === "ask.ranges" || key === "ask.broad";
    if (!isAboutRanges) return "";
    this.asked.push(key);
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error(`asked once more than expected: ${key}`);
    return answer;
  }
}

const proposed = { ...access, addresses: broad, isBroadRange: false };
const agreed = { ...access, addresses: broad, isBroadRange: true };
const few = { ...access, addresses: small, isBroadRange: false };
const ranges = "ask.ranges";
const yes = "ask.broad";

test.each<readonly [string, Offers, readonly string[], readonly string[], string]>([
  ["that is small needs no yes", offering(few, false), [""], [ranges], small],
  ["that is broad needs a yes", offering(few, false), [broad, "y"], [ranges, yes], broad],
  [
    "that is broad is asked for again until there is a yes, which Enter is not",
    offering(few, false),
    [broad, "n", otherBroad, "", broad, "n", small],
    [ranges, yes, ranges, yes, ranges, yes, ranges],
    small,
  ],
  ["that this machine proposes needs a yes if it is broad", offering(proposed, false), ["", "y"], [ranges, yes], broad],
  ["that was agreed to needs no second yes", offering(agreed, true), [""], [ranges], broad],
  ["that was written by hand needs a yes", offering(proposed, true), ["", "y"], [ranges, yes], broad],
  [
    "that is broad and another than the one agreed to needs a yes of its own",
    offering(agreed, true),
    [otherBroad, "n", ""],
    [ranges, yes, ranges],
    broad,
  ],
])("a range %s", async (_name, offers, answers, asked, addresses) => {
  const person = new Person(answers);
  onTestFinished(() => person.close());
  const given = await interview(person, offers, { siteName: "Mill", centralUrl: null, siNumbersFile: null });
  expect(person.asked).toEqual(asked);
  expect(given.ranges).toMatchObject([{ addresses }]);
});
