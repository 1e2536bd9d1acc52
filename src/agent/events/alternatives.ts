import type { EventDevice } from "../../contract/event.ts";

/** Another device of the site, as far as it matters for taking over jobs. */
export interface Neighbor {
  readonly device: EventDevice;
  readonly isKonicaMinolta: boolean;
  /** Answers, and has no open fault. */
  readonly isWorking: boolean;
  /** null: unknown. */
  readonly color: boolean | null;
  readonly largeFormat: boolean | null;
}

/** As many as the contract takes. */
const maxAlternatives = 8;

/**
 * The working devices that could take the jobs of a broken one: in color and in A3 where it can, nearest first. Near is
 * judged by the words that the location texts share: `2nd floor, room 214` is nearer to `2nd floor, hall` than to `Depot`.
 */
export function findAlternatives(broken: Neighbor, neighbors: readonly Neighbor[]): readonly EventDevice[] {
  const words = wordsOf(broken.device.location);
  return neighbors
    .filter(({ device, isKonicaMinolta, isWorking }) => {
      return device.uid !== broken.device.uid && isKonicaMinolta && isWorking;
    })
    .filter(({ color, largeFormat }) => {
      return (broken.color !== true || color === true) && (broken.largeFormat !== true || largeFormat === true);
    })
    .map(({ device }) => ({ device, shared: wordsOf(device.location).filter((word) => words.includes(word)).length }))
    .sort((one, other) => other.shared - one.shared)
    .slice(0, maxAlternatives)
    .map(({ device }) => device);
}

function wordsOf(location: string | null): readonly string[] {
  return [...new Set((location ?? "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])];
}
