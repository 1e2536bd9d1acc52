import type { DeviceIdentity } from "../../contract/reading.ts";
import { normalizeSerial } from "../inventory/device-uid.ts";
import { type Answers, column, scalar } from "../profile/answers.ts";
import type { MibLibrary, Profile } from "../profile/mib-library.ts";
import { familyOfModel, modelOfObjectId, twinOfObjectId } from "../profile/model-table.ts";
import { decodeCapabilities } from "./capabilities.ts";
import { decodeFirmware } from "./decode-firmware.ts";
import { konicaMinolta, type ModelName, modelName, namesController, ownBadges, splitMaker } from "./model-name.ts";
import { printerIndex, printerValue } from "./printer-rows.ts";
import { textReader } from "./text.ts";
import { asBytes, asInteger, asOid } from "./values.ts";

/** Identity as the device tells it; uid, SI number and address are added by those who know them. */
export type DecodedIdentity = Omit<DeviceIdentity, "uid" | "si" | "address">;

const makersBranch = "1.3.6.1.4.1.18334.";
/** The branch of rebadged machines: Develop, Olivetti, Sindoh, Muratec and nameless ones. */
const rebadged = "1.3.6.1.4.1.18334.1.2.";
const ethernet = 6;
/** In characters, as the contract takes it; a maker's numbers end after a few dozen. */
const longestObjectId = 255;

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
  const told = profile.identity.model.flatMap((object) => objectText(object) ?? []);
  const names = told.map(modelName);
  const objectId = asOid(scalar(answers, "sysObjectID")) ?? "";
  const sysObjectId = objectId !== "" && objectId.length <= longestObjectId ? objectId : null;
  const listed = splitMaker(modelOfObjectId(library.models, sysObjectId ?? "") ?? "");
  // What a controller says of itself names the machine only where nothing else does.
  const ownName =
    names.find(({ model }) => model !== null && !namesController(model)) ??
    names.find(({ model }) => model !== null) ??
    names.find(({ maker }) => maker !== null) ??
    splitMaker("");
  const isKonicaMinolta = sysObjectId?.startsWith(makersBranch) === true || ownBadges.has(ownName.maker ?? "");
  const model = ownName.model ?? listed.model;
  const manufacturer = isKonicaMinolta ? konicaMinolta : ownName.maker;
  const isRebadged = sysObjectId?.startsWith(rebadged) === true;
  const family = familyOfModel(library.models, model, sysObjectId) ?? null;
  const twin = twinOfObjectId(library.models, sysObjectId ?? "") ?? null;
  return {
    serial: serialNumber(objectText("prtGeneralSerialNumber")),
    manufacturer,
    brand: ownName.maker ?? (isRebadged ? badgeOf(ownName, listed) : manufacturer),
    model,
    family,
    isKonicaMinolta,
    sysObjectId,
    mac: hardwareAddress(profile, answers),
    hostName: firstText(profile.identity.hostName),
    location: objectText("sysLocation") ?? null,
    contact: objectText("sysContact") ?? null,
    firmware: decodeFirmware(profile, answers, text),
    capabilities: decodeCapabilities(library, profile, answers, {
      device,
      model,
      twin,
      text,
      isSmall: family !== null && library.models.smallFamilies.has(family),
      isController: [...told, listed.model ?? ""].some(namesController),
    }),
  };
}

/** What the printer's row of hrDeviceTable says, wherever that row stands; undefined where nothing tells its row. */
export function describePrinter(library: MibLibrary, answers: Answers): string | undefined {
  return textReader(library, answers)(printerValue(answers, printerIndex(answers), "hrDeviceDescr"));
}

/** Words that lead a nameless machine's own text in place of a brand. */
const nameless = /^generic$/i;

/** The first word of a badge that no list holds, as in `VarioLink 3622c`; a word with digits is a model's. */
function badgeOf({ model }: ModelName, listed: ModelName): string | null {
  const word = (model ?? listed.model)?.split(" ", 1)[0] ?? "";
  return (
    (model === null ? listed.maker : null) ??
    (/^\p{L}{3,}$/u.test(word) && !nameless.test(word) && !namesController(word) ? word : null)
  );
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
        return hexAddress(bytes);
      }
    }
  }
  return null;
}

/** `00:20:6b:a7:8c:2b`. */
export function hexAddress(bytes: Buffer): string {
  return bytes.toString("hex").replace(/..(?!$)/g, "$&:");
}

function isEthernet(answers: Answers, instance: string): boolean {
  return asInteger(column(answers, "ifType").get(instance)) === ethernet;
}
