import { type Answers, column } from "../profile/answers.ts";
import type { MibLibrary, Profile } from "../profile/mib-library.ts";
import { twinOfObjectId } from "../profile/model-table.ts";
import { decodeCounters } from "./decode-counters.ts";
import { type DecodedIdentity, decodeIdentity, hexAddress } from "./decode-identity.ts";
import { decodeSupplies } from "./decode-supplies.ts";
import { modelName } from "./model-name.ts";
import { assumedIndex, firstOfPrinter, printerIndex, printerRows, type Source, statusIndex } from "./printer-rows.ts";
import { textReader } from "./text.ts";
import { asBytes } from "./values.ts";

/** A value of a reading by section and key, as in `counters.copy.black`, and where it stands. */
export type NamedSource = readonly [key: string, source: Source];

/** Where everything stands that a full reading is made of; what the device does not answer stands nowhere. */
export function sourcesOfReading(library: MibLibrary, profile: Profile, answers: Answers): readonly NamedSource[] {
  const device = printerIndex(answers) ?? assumedIndex;
  const identity = decodeIdentity(library, profile, answers);
  const { raw } = decodeCounters(library, profile, answers, device);
  return [
    ...identitySources(library, profile, answers, device, identity),
    ...firmwareSources(profile, answers),
    ...single(answers, device, { uptimeMs: "sysUpTime" }),
    ...statusSources(profile, answers, device),
    ...raw.flatMap(({ id, sources }) =>
      sources.map((source, at): NamedSource => [at === 0 ? `counters.${id}` : `counters.${id}+${at + 1}`, source]),
    ),
    ...countingSources(profile, answers, device),
    ...supplySources(library, answers, device, identity),
    ...rowSources(answers, device, "alerts", alertColumns),
  ];
}

/** Each key with the object's scalar, or its first row for the printer. */
function single(answers: Answers, device: number, objects: Readonly<Record<string, string>>): readonly NamedSource[] {
  return Object.entries(objects).flatMap(([key, object]): NamedSource[] => {
    const instance = firstOfPrinter(answers, device, object)?.[0];
    return instance === undefined ? [] : [[key, { object, instance }]];
  });
}

/** Each column of each of the printer's rows, as in `alerts.7.code`. */
function rowSources(
  answers: Answers,
  device: number,
  section: string,
  columns: Readonly<Record<string, string>>,
): readonly NamedSource[] {
  return printerRows(answers, device, Object.values(columns)).flatMap(({ instance, index }) =>
    Object.entries(columns).map(([name, object]): NamedSource => [`${section}.${index}.${name}`, { object, instance }]),
  );
}

const alertColumns = {
  severity: "prtAlertSeverityLevel",
  training: "prtAlertTrainingLevel",
  group: "prtAlertGroup",
  groupIndex: "prtAlertGroupIndex",
  location: "prtAlertLocation",
  code: "prtAlertCode",
  text: "prtAlertDescription",
  timeTicks: "prtAlertTime",
};

function identitySources(
  library: MibLibrary,
  profile: Profile,
  answers: Answers,
  device: number,
  identity: DecodedIdentity,
): readonly NamedSource[] {
  const text = textReader(library, answers);
  const told = (object: string) => text(firstOfPrinter(answers, device, object)?.[1]);
  const nameOf = (object: string) => modelName(told(object) ?? "");
  // What no text tells follows from the number.
  const model = profile.identity.model.find((object) => nameOf(object).model === identity.model) ?? "sysObjectID";
  const makerIn = (maker: string | null) =>
    profile.identity.model.find((object) => maker !== null && nameOf(object).maker === maker) ?? "sysObjectID";
  const isTwin = twinOfObjectId(library.models, identity.sysObjectId ?? "") !== undefined;
  const { scalars, colorClasses } = profile.counters;
  return [
    ...single(answers, device, {
      "device.serial": "prtGeneralSerialNumber",
      "device.manufacturer": makerIn(identity.manufacturer),
      "device.brand": makerIn(identity.brand),
      "device.model": model,
      "device.family": isTwin ? "sysObjectID" : model,
      "device.sysObjectId": "sysObjectID",
      "device.hostName": profile.identity.hostName.find((object) => told(object) === identity.hostName) ?? "sysName",
      "device.location": "sysLocation",
      "device.contact": "sysContact",
      ...(colorClasses && { "device.capabilities.color": colorClasses.object }),
      ...objectsOf("device.capabilities.largeFormat", scalars.get("total.large")),
      ...objectsOf("device.capabilities.duplex", scalars.get("total.duplex")),
    }),
    ...macSource(profile, answers, identity.mac),
  ];
}

function objectsOf(key: string, objects: readonly string[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(objects.slice(0, 1).map((object) => [key, object]));
}

function macSource(profile: Profile, answers: Answers, mac: string | null): readonly NamedSource[] {
  for (const object of profile.identity.mac) {
    for (const [instance, value] of column(answers, object)) {
      const bytes = asBytes(value);
      if (bytes && mac !== null && hexAddress(bytes) === mac) return [["device.mac", { object, instance }]];
    }
  }
  return [];
}

function firmwareSources({ identity }: Profile, answers: Answers): readonly NamedSource[] {
  const { firmware, options } = identity;
  return [
    ...tableSources(answers, "device.firmware", { name: firmware?.name, version: firmware?.version }),
    ...tableSources(answers, "device.capabilities.options", { name: options?.name, status: options?.status }),
  ];
}

/** Rows of a table that belongs to no device of hrDeviceTable, by their instance. */
function tableSources(
  answers: Answers,
  section: string,
  columns: Readonly<Record<string, string | undefined>>,
): readonly NamedSource[] {
  return Object.entries(columns).flatMap(([name, object]) =>
    object === undefined
      ? []
      : [...column(answers, object).keys()].map(
          (instance): NamedSource => [`${section}.${instance}.${name}`, { object, instance }],
        ),
  );
}

function statusSources({ identity }: Profile, answers: Answers, device: number): readonly NamedSource[] {
  return [
    ...single(answers, statusIndex(answers, device), {
      "status.device": "hrDeviceStatus",
      "status.printer": "hrPrinterStatus",
      "status.errors": "hrPrinterDetectedErrorState",
    }),
    ...rowSources(answers, device, "status.console", { text: "prtConsoleDisplayBufferText" }),
    ...rowSources(answers, device, "status.covers", { description: "prtCoverDescription", state: "prtCoverStatus" }),
    ...rowSources(answers, device, "status.trays", {
      name: "prtInputName",
      description: "prtInputDescription",
      sheets: "prtInputCurrentLevel",
      capacity: "prtInputMaxCapacity",
    }),
    ...tableSources(answers, "status.trayNames", { row: identity.trayNames?.row, name: identity.trayNames?.name }),
  ];
}

function countingSources({ counters }: Profile, answers: Answers, device: number): readonly NamedSource[] {
  return single(
    answers,
    device,
    Object.fromEntries(
      Object.entries({ ...counters.counting, markerLifeUnit: counters.markers?.unit }).flatMap(([name, object]) =>
        object === undefined ? [] : [[`counting.${name}`, object]],
      ),
    ),
  );
}

/** The level of an item bears the item's own key; of a bottle that is listed twice it is the row that was measured. */
function supplySources(
  library: MibLibrary,
  answers: Answers,
  device: number,
  { capabilities }: DecodedIdentity,
): readonly NamedSource[] {
  const { rows } = decodeSupplies(library, answers, device, textReader(library, answers), capabilities.color);
  return [...rows].flatMap(([key, { named, measured }]): NamedSource[] => [
    [key, { object: "prtMarkerSuppliesLevel", instance: measured.instance }],
    [`${key}.max`, { object: "prtMarkerSuppliesMaxCapacity", instance: measured.instance }],
    [`${key}.unit`, { object: "prtMarkerSuppliesSupplyUnit", instance: measured.instance }],
    [`${key}.description`, { object: "prtMarkerSuppliesDescription", instance: named.instance }],
    [`${key}.type`, { object: "prtMarkerSuppliesType", instance: named.instance }],
    [`${key}.class`, { object: "prtMarkerSuppliesClass", instance: named.instance }],
    [`${key}.colorant`, { object: "prtMarkerSuppliesColorantIndex", instance: named.instance }],
  ]);
}
