import type { DeviceIdentity, FirmwareModule } from "../../contract/reading.ts";
import { normalizeSerial } from "../inventory/device-uid.ts";
import { type Answers, column, scalar } from "../profile/answers.ts";
import type { MibLibrary, Profile } from "../profile/mib-library.ts";
import { familyOfModel, modelOfObjectId } from "../profile/model-table.ts";
import { decodeCapabilities } from "./capabilities.ts";
import { modelName, splitMaker } from "./model-name.ts";
import { printerIndex, printerValue } from "./printer-rows.ts";
import { type TextReader, textReader } from "./text.ts";
import { asBytes, asInteger, asOid } from "./values.ts";

/** Identity as the device tells it; uid, SI number and address are added by those who know them. */
export type DecodedIdentity = Omit<DeviceIdentity, "uid" | "si" | "address">;

const konicaMinolta = "1.3.6.1.4.1.18334.";
/** The branch of rebadged machines: Develop, Olivetti, Sindoh, Muratec and nameless ones. */
const rebadged = "1.3.6.1.4.1.18334.1.2.";
const ethernet = 6;
/** What private leaves hold where the device has no such thing. */
const unsupportedText = "-";

export function decodeIdentity(library: MibLibrary, profile: Profile, answers: Answers): DecodedIdentity {
  const text = textReader(library, answers);
  const device = printerIndex(answers);
  const objectText = (object: string) => {
    // A network card and a hard disk have rows beside the printer's: another row's text is not the printer's.
    const other = object === "hrDeviceDescr" ? undefined : scalar(answers, object);
    const told = text(printerValue(answers, device, object) ?? other);
    return told === unsupportedText ? undefined : told;
  };
  const firstText = (objects: readonly string[]) =>
    objects.map(objectText).find((found) => found !== undefined) ?? null;
  const names = profile.identity.model.map((object) => modelName(objectText(object) ?? ""));
  const sysObjectId = asOid(scalar(answers, "sysObjectID")) ?? null;
  const ownName =
    names.find(({ model }) => model !== null) ?? names.find(({ maker }) => maker !== null) ?? modelName("");
  const isKonicaMinolta = sysObjectId?.startsWith(konicaMinolta) === true || ownName.maker === "KONICA MINOLTA";
  const listed = sysObjectId === null ? undefined : modelOfObjectId(library.models, sysObjectId);
  const model = ownName.model ?? (listed === undefined ? null : splitMaker(listed).model);
  const manufacturer = isKonicaMinolta ? "KONICA MINOLTA" : ownName.maker;
  const isRebadged = sysObjectId?.startsWith(rebadged) === true;
  return {
    serial: serialNumber(objectText("prtGeneralSerialNumber")),
    manufacturer,
    brand: isRebadged ? (ownName.maker ?? ownName.model?.split(" ", 1)[0] ?? null) : (ownName.maker ?? manufacturer),
    model,
    family: model === null ? null : (familyOfModel(library.models, model, sysObjectId) ?? null),
    isKonicaMinolta,
    sysObjectId,
    mac: hardwareAddress(profile, answers),
    hostName: firstText(profile.identity.hostName),
    location: objectText("sysLocation") ?? null,
    contact: objectText("sysContact") ?? null,
    firmware: decodeFirmware(profile, answers, text),
    capabilities: decodeCapabilities(library, profile, answers, device, model, text),
  };
}

/** The serial number alone, to tell whether the same machine still answers. */
export function decodeSerial(library: MibLibrary, answers: Answers): string | null {
  const serial = printerValue(answers, printerIndex(answers), "prtGeneralSerialNumber");
  return serialNumber(textReader(library, answers)(serial ?? scalar(answers, "prtGeneralSerialNumber")));
}

/** As the device writes it; null for what stands where a serial number should be, such as `0000000000` or `N/A`. */
function serialNumber(text: string | undefined): string | null {
  return text === undefined || normalizeSerial(text) === null ? null : text;
}

/** The Ethernet interface's address, not the loopback's; all zeros and broadcast are none. */
function hardwareAddress(profile: Profile, answers: Answers): DeviceIdentity["mac"] {
  for (const object of profile.identity.mac) {
    const rows = [...column(answers, object)].sort(
      ([a], [b]) => Number(isEthernet(answers, b)) - Number(isEthernet(answers, a)),
    );
    for (const [, value] of rows) {
      const bytes = asBytes(value);
      if (bytes?.length === 6 && bytes.some((byte) => byte !== 0) && bytes.some((byte) => byte !== 0xff)) {
        return bytes.toString("hex").replace(/..(?!$)/g, "$&:");
      }
    }
  }
  return null;
}

function isEthernet(answers: Answers, instance: string): boolean {
  return asInteger(column(answers, "ifType").get(instance)) === ethernet;
}

/** Modules that are fitted: "-", empty and "Registered" are no version. */
function decodeFirmware(profile: Profile, answers: Answers, text: TextReader): FirmwareModule[] {
  const table = profile.identity.firmware;
  if (!table) return [];
  return [...column(answers, table.version)]
    .flatMap(([row, value]) => {
      const version = text(value);
      const name = text(column(answers, table.name).get(row));
      return version && name && version !== "-" && version.toLowerCase() !== "registered" ? [{ name, version }] : [];
    })
    .slice(0, 128);
}
