import { describe, expect, it } from "vitest";
import { identify } from "../../../src/agent/discovery/identify.ts";
import type { ProbeAnswer } from "../../../src/agent/discovery/probe.ts";

const nothing: ProbeAnswer = { sysObjectId: undefined, sysDescr: undefined, deviceDescr: undefined, serial: undefined };
const own = "1.3.6.1.4.1.18334.1.1.1.2.1.181.3.1";
const rebadged = "1.3.6.1.4.1.18334.1.2.1.2.1.181.3.1";

describe("what an answer tells of a device", () => {
  it.each<readonly [string, Partial<ProbeAnswer>, string]>([
    ["the maker's number", { sysObjectId: own }, "konicaMinolta"],
    ["the number of a rebadged machine", { sysObjectId: rebadged }, "konicaMinolta rebadged"],
    ["another branch of the maker", { sysObjectId: "1.3.6.1.4.1.18334.1.3.1" }, "konicaMinolta"],
    ["a number that only starts alike", { sysObjectId: "1.3.6.1.4.1.183340.1.1" }, "other"],
    ["the maker's name", { sysDescr: "KONICA MINOLTA bizhub C284e" }, "konicaMinolta"],
    ["the machine's name in the device table", { deviceDescr: "bizhub 4752" }, "konicaMinolta"],
    ["a press", { deviceDescr: "AccurioPress C4080" }, "konicaMinolta"],
    [
      "a press behind a controller",
      { sysDescr: "Fiery IC-419", deviceDescr: "KONICA MINOLTA AccurioPrint C4065" },
      "konicaMinolta",
    ],
    ["a Develop", { sysDescr: "Develop ineo+ 258" }, "konicaMinolta rebadged"],
    ["a Develop whose number follows at once", { sysDescr: "Develop ineo258" }, "konicaMinolta rebadged"],
    ["a server of INEOS", { sysDescr: "Linux ineos-dc1 5.10" }, "other"],
    ["a rebadged text with the maker's own number", { sysObjectId: own, sysDescr: "ineo 258" }, "konicaMinolta"],
    ["another maker's printer", { sysObjectId: "1.3.6.1.4.1.11.2.3.9.1", sysDescr: "HP LaserJet 400" }, "otherPrinter"],
    ["a serial number in the Printer-MIB", { serial: "X1" }, "otherPrinter"],
    ["a server", { sysDescr: "Linux server 6.1", deviceDescr: "GenuineIntel: Xeon" }, "other"],
    ["a word that only contains a name", { sysDescr: "xbizhub" }, "other"],
    ["nothing", {}, "other"],
  ])("%s", (_name, answer, expected) => {
    const { kind, isRebadged } = identify({ ...nothing, ...answer });
    expect(`${kind}${isRebadged ? " rebadged" : ""}`).toBe(expected);
  });
});
