import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { CounterId } from "../../contract/counter.ts";
import { AgentError, systemCode } from "../leaf/errors.ts";
import { type AskSection, askSections, type MibLibrary, type MibObject, type Profile } from "./mib-library.ts";
import { AlertRules, EventRules, ModelFile, ObjectFile, ProfileFile, SupplyRules } from "./mib-schema.ts";
import { buildModelTable } from "./model-table.ts";
import { parseYamlFile, wrongFile, type YamlFile } from "./yaml-file.ts";

type ProfileText = z.infer<typeof ProfileFile>;

/**
 * Reads and checks the folder `mibs/`.
 * @throws AgentError of kind `data` that names file, line and key of everything wrong in the first bad file
 */
export function loadMibs(folder: string): MibLibrary {
  const objectFiles = readFolder(folder, "objects", ObjectFile);
  const objects = new Map<string, MibObject>();
  const enumerations = new Map<string, ReadonlyMap<number, string>>();
  for (const { file, content, lineOf } of objectFiles) {
    for (const [name, object] of Object.entries(content.objects)) {
      if (objects.has(name)) {
        const line = lineOf(["objects", name]);
        throw wrongFile(file, [{ line, text: `objects.${name}: is defined in another file too` }]);
      }
      objects.set(name, { name, oid: object.oid, isScalar: object.kind === "scalar" });
    }
    for (const [name, values] of Object.entries(content.enumerations ?? {})) enumerations.set(name, byNumber(values));
  }
  const profiles = resolveProfiles(readFolder(folder, "profiles", ProfileFile), objects);
  return {
    objects,
    enumerations,
    profiles,
    models: buildModelTable(readFolder(folder, "models", ModelFile).map((model) => model.content)),
    alertRules: readFile(folder, "rules/alerts.yaml", AlertRules).content,
    supplyRules: readFile(folder, "rules/supplies.yaml", SupplyRules).content,
    eventRules: readFile(folder, "rules/events.yaml", EventRules).content,
  };
}

function readFolder<Schema extends z.ZodType>(
  root: string,
  folder: string,
  schema: Schema,
): readonly YamlFile<z.infer<Schema>>[] {
  const files = reading(join(root, folder), () => readdirSync(join(root, folder)));
  return files
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => readFile(root, join(folder, file), schema));
}

function readFile<Schema extends z.ZodType>(root: string, file: string, schema: Schema): YamlFile<z.infer<Schema>> {
  const path = join(root, file);
  return parseYamlFile(
    path,
    reading(path, () => readFileSync(path, "utf8")),
    schema,
  );
}

function reading<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new AgentError({
      kind: "data",
      code: "mib-file-unreadable",
      message: `${path}: cannot be read (${systemCode(error) ?? "unknown error"})`,
      remedy: "Install the program again, or name the folder that holds mibs/.",
      cause: error,
    });
  }
}

function resolveProfiles(
  files: readonly YamlFile<ProfileText>[],
  objects: ReadonlyMap<string, MibObject>,
): ReadonlyMap<string, Profile> {
  const texts = new Map(files.map((entry) => [entry.content.name, entry]));
  return new Map(files.map((file) => [file.content.name, resolve(file, [])]));

  function resolve(profileFile: YamlFile<ProfileText>, seen: readonly string[]): Profile {
    const { file, content: text, lineOf } = profileFile;
    const wrongBase = (what: string) => wrongFile(file, [{ line: lineOf(["extends"]), text: `extends: ${what}` }]);
    if (seen.includes(text.name)) throw wrongBase(`${text.name} extends itself`);
    const base = text.extends === undefined ? undefined : texts.get(text.extends);
    if (text.extends !== undefined && !base) throw wrongBase(`there is no profile ${text.extends}`);
    const profile = inherit(base && resolve(base, [...seen, text.name]), text);
    // What comes from the base was judged with the base's own file.
    const unknown = namesUsed(profile).filter((name) => !objects.has(name));
    if (unknown.length === 0) return profile;
    throw wrongFile(
      file,
      unknown.map((name) => {
        const path = pathTo(text, name) ?? [];
        return { line: lineOf(path), text: `${path.join(".")}: mibs/objects defines no ${name}` };
      }),
    );
  }
}

/** Where in a content a text stands first. */
function pathTo(content: unknown, text: string): readonly string[] | undefined {
  if (content === text) return [];
  if (typeof content !== "object" || content === null) return undefined;
  for (const [key, value] of Object.entries(content)) {
    const path = pathTo(value, text);
    if (path) return [key, ...path];
  }
  return undefined;
}

function inherit(base: Profile | undefined, text: ProfileText): Profile {
  const ask = (section: AskSection) => [...new Set([...(base?.ask[section] ?? []), ...(text.ask[section] ?? [])])];
  const matrix = text.counters?.matrix;
  return {
    name: text.name,
    revision: text.revision,
    match: { enterprises: text.match?.enterprises ?? [], texts: text.match?.texts ?? [] },
    ask: {
      describe: ask("describe"),
      status: ask("status"),
      alerts: ask("alerts"),
      supplies: ask("supplies"),
      counters: ask("counters"),
    },
    identity: {
      model: text.identity?.model ?? base?.identity.model ?? [],
      hostName: text.identity?.hostName ?? base?.identity.hostName ?? [],
      mac: text.identity?.mac ?? base?.identity.mac ?? [],
      firmware: text.identity?.firmware ?? base?.identity.firmware,
      options: text.identity?.options ?? base?.identity.options,
      trayNames: text.identity?.trayNames ?? base?.identity.trayNames,
    },
    counters: {
      scalars: new Map([...(base?.counters.scalars ?? []), ...scalarCounters(text)]),
      matrix: matrix
        ? {
            ...matrix,
            fallback: {
              color: byNumber(matrix.fallback.color),
              colorOfFour: byNumber(matrix.fallback.colorOfFour ?? {}),
              function: byNumber(matrix.fallback.function),
            },
          }
        : base?.counters.matrix,
      markers: text.counters?.markers ?? base?.counters.markers,
      sizes: text.counters?.sizes ?? base?.counters.sizes,
      counting: text.counters?.counting ?? base?.counters.counting,
      colorClasses: text.counters?.colorClasses ?? base?.counters.colorClasses,
    },
  };
}

function scalarCounters(text: ProfileText): readonly (readonly [CounterId, readonly string[]])[] {
  return Object.entries(text.counters?.scalars ?? {}).flatMap(([id, objects]) =>
    objects ? [[CounterId.parse(id), objects] as const] : [],
  );
}

function namesUsed(profile: Profile): readonly string[] {
  const { identity, counters } = profile;
  return [
    ...askSections.flatMap((section) => profile.ask[section]),
    ...identity.model,
    ...identity.hostName,
    ...identity.mac,
    ...(identity.firmware ? [identity.firmware.name, identity.firmware.version] : []),
    ...(identity.options ? [identity.options.name, identity.options.status] : []),
    ...(identity.trayNames ? [identity.trayNames.row, identity.trayNames.name] : []),
    ...[...counters.scalars.values()].flat(),
    ...(counters.matrix
      ? [counters.matrix.color, counters.matrix.function, ...Object.values(counters.matrix.columns)]
      : []),
    ...(counters.markers ? Object.values(counters.markers) : []),
    ...(counters.sizes ? [counters.sizes.function, counters.sizes.code, counters.sizes.count] : []),
    ...(counters.counting ? Object.values(counters.counting) : []),
    ...(counters.colorClasses ? [counters.colorClasses.object] : []),
  ];
}

function byNumber(values: Readonly<Record<string, string>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(values).map(([number, name]) => [Number(number), name]));
}
