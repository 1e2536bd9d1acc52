import { failed, ok } from "../../leaf/result.ts";
import { SiNumber } from "./answers.ts";
import type { Dialogue } from "./dialogue.ts";
import type { MetDevice } from "./find-devices.ts";

const enough = "-";

/**
 * Asks for the service number of each device that was found and has none. Answers what was typed, by serial number.
 * @param present by serial number: of the site's table, from central, or given already
 */
export async function askForSiNumbers(
  dialogue: Dialogue,
  met: readonly MetDevice[],
  present: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const typed = new Map<string, string>();
  const inOrder = met.toSorted((one, other) => one.reading.device.address.localeCompare(other.reading.device.address));
  for (const { reading } of inOrder) {
    const { serial, model, address } = reading.device;
    if (serial === null || present.has(serial)) continue;
    const answer = await dialogue.ask("ask.si", null, checkSi, { model: model ?? "?", serial, address });
    if (answer === enough) break;
    if (answer !== "") typed.set(serial, answer);
  }
  return typed;
}

function checkSi(answer: string) {
  const isRight = answer === "" || SiNumber.safeParse(answer).success;
  return isRight ? ok(answer) : failed("UA-104233");
}
