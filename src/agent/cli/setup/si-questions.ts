import type { Reading } from "../../../contract/reading.ts";
import { failed, ok } from "../../leaf/result.ts";
import { SiNumber } from "./answers.ts";
import type { Check, Dialogue } from "./dialogue.ts";

const enough = "-";

interface Found {
  readonly reading: { readonly device: Pick<Reading["device"], "serial" | "model" | "address"> };
}

/**
 * Asks for the service number of each device that was found and has none. Answers what was typed, by serial number.
 * @param present by serial number: of the site's table, from central, or given already
 */
export async function askForSiNumbers(
  dialogue: Pick<Dialogue, "ask">,
  met: readonly Found[],
  present: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const typed = new Map<string, string>();
  const here = new Set(met.map(({ reading }) => reading.device.serial));
  const numbers = [...present].filter(([serial]) => here.has(serial));
  const inOrder = met.toSorted((one, other) => one.reading.device.address.localeCompare(other.reading.device.address));
  for (const { reading } of inOrder) {
    const { serial, model, address } = reading.device;
    if (serial === null || present.has(serial)) continue;
    const answer = await dialogue.ask("ask.si", null, checkSi(new Map([...numbers, ...typed])), {
      model: model ?? "?",
      serial,
      address,
    });
    if (answer === enough) break;
    if (answer !== "") typed.set(serial, answer);
  }
  return typed;
}

/** A number belongs to one device; that of a device which is gone may be given on. */
function checkSi(numbers: ReadonlyMap<string, string>): Check<string> {
  return (answer) => {
    const [owner] = [...numbers].find(([, si]) => si === answer) ?? [];
    if (owner !== undefined) return failed(`${answer} is the number of ${owner}`);
    const isRight = answer === "" || SiNumber.safeParse(answer).success;
    return isRight ? ok(answer) : failed("it is written as UA-104233");
  };
}
