import type { MibLibrary, Profile } from "./mib-library.ts";

/** The profile for every printer that no other profile claims. */
export const genericProfileName = "printer-mib";

export interface DeviceHint {
  readonly sysObjectId: string | null;
  /** sysDescr, hrDeviceDescr and whatever else the device says of itself. */
  readonly texts: readonly string[];
}

const enterprises = "1.3.6.1.4.1.";
const letter = /\p{L}/u;

/**
 * Chooses the profile by the enterprise number of sysObjectID, then by the device's own words. Only the enterprise is
 * compared: rebadged machines sit in another branch below it, and one number serves several models.
 */
export function matchProfile(library: MibLibrary, device: DeviceHint): Profile {
  const enterprise = enterpriseOf(device.sysObjectId);
  const text = device.texts.join("\n").toLowerCase();
  const profiles = [...library.profiles.values()];
  const matched =
    profiles.find((profile) => enterprise !== undefined && profile.match.enterprises.includes(enterprise)) ??
    profiles.find((profile) => profile.match.texts.some((word) => beginsWord(text, word.toLowerCase()))) ??
    library.profiles.get(genericProfileName);
  if (!matched) throw new Error(`mibs/profiles holds no ${genericProfileName}`);
  return matched;
}

/** A server's "Lineo" holds no ineo. */
function beginsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !letter.test(text.charAt(at - 1))) return true;
  }
  return false;
}

function enterpriseOf(sysObjectId: string | null): number | undefined {
  if (!sysObjectId?.startsWith(enterprises)) return undefined;
  return Number(sysObjectId.slice(enterprises.length).split(".", 1)[0]);
}
