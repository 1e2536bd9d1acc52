import type { FirmwareModule } from "../../contract/reading.ts";
import { type Answers, column } from "../profile/answers.ts";
import type { Profile } from "../profile/mib-library.ts";
import type { TextReader } from "./text.ts";

/** As many modules as the contract takes. */
const mostModules = 128;

/** Modules that are fitted: "-", empty and "Registered" are no version. */
export function decodeFirmware(profile: Profile, answers: Answers, text: TextReader): FirmwareModule[] {
  const table = profile.identity.firmware;
  if (!table) return [];
  return [...column(answers, table.version)]
    .flatMap(([row, value]) => {
      const version = text(value);
      const name = text(column(answers, table.name).get(row));
      return version && name && version !== "-" && version.toLowerCase() !== "registered" ? [{ name, version }] : [];
    })
    .slice(0, mostModules);
}
