import { expect, test } from "vitest";
import { matchProfile } from "../../../src/agent/profile/match-profile.ts";
import { library } from "../../recorded-answers.ts";

test.each([
  ["own branch", "1.3.6.1.4.1.18334.1.1.1.2.1.104.2.5", [], "konica-minolta"],
  ["rebadged branch", "1.3.6.1.4.1.18334.1.2.1.2.1.131.3.9", [], "konica-minolta"],
  ["no number, but its own words", null, ["KONICA MINOLTA bizhub C258"], "konica-minolta"],
  ["a word that only ends like a series", null, ["uClinux Lineo 2.4"], "printer-mib"],
  ["another enterprise that begins alike", "1.3.6.1.4.1.183341.1", [], "printer-mib"],
  ["another maker", "1.3.6.1.4.1.11.2.3.9.1", ["HP LaserJet"], "printer-mib"],
  ["nothing known", null, [], "printer-mib"],
])("%s: the profile is chosen", (_, sysObjectId, texts, expected) => {
  expect(matchProfile(library, { sysObjectId, texts }).name).toBe(expected);
});
