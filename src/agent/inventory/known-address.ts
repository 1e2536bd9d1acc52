/** One address at which a device answers. */
export interface KnownAddress {
  readonly address: string;
  readonly controller: "internal" | "external";
  readonly mac: string | null;
  readonly seenAt: string;
}

/** Addresses kept for one device: engine and controller, each wired and wireless. */
const maxAddresses = 4;

/**
 * The addresses with the one just seen. A device that answers elsewhere with the same MAC, or after its old address fell
 * silent, has moved; another MAC beside a living address is a second network card or the controller in front.
 */
export function placeAddress(
  known: readonly KnownAddress[],
  seen: KnownAddress,
  isPrimarySilent: boolean,
): readonly KnownAddress[] {
  const kept = known.filter((other, index) => {
    if (other.address === seen.address) return false;
    if (other.controller !== seen.controller) return true;
    const isSameCard = other.mac === seen.mac || other.mac === null || seen.mac === null;
    return !isSameCard && !(index === 0 && isPrimarySilent);
  });
  const wasAt = known.findIndex(({ address }) => address === seen.address);
  const at = wasAt === -1 ? kept.length : Math.min(wasAt, kept.length);
  const all = [...kept.slice(0, at), seen, ...kept.slice(at)];
  const engineFirst = [
    ...all.filter(({ controller }) => controller === "internal"),
    ...all.filter(({ controller }) => controller === "external"),
  ];
  return engineFirst.slice(0, maxAddresses);
}
