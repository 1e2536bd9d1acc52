import type { Configuration } from "./config-schema.ts";
import type { LoadedConfig } from "./config-store.ts";
import type { Secrets } from "./secrets-schema.ts";

/** What the running agent takes over at once; everything else is tied to what was opened at the start. */
const taken = ["site.name", "ranges", "credentials", "schedule", "siNumbersFile", "commands", "log.level"];
const takenSecrets = "secrets.credentials";

/** May hold the login of a proxy. */
const hidden = ["central.proxyUrl"];
const longestValue = 60;

/** What differs between two configurations, one text a setting: `schedule.statusIntervalS: 60 → 120`. No secret value. */
export interface ConfigChanges {
  /** In force without a restart. */
  readonly taken: readonly string[];
  readonly waiting: readonly string[];
}

/** A configuration with the digests of the files that it names, by setting. */
export interface ComparedConfig extends LoadedConfig {
  readonly digests: ReadonlyMap<string, string>;
}

export function compareConfigs(before: ComparedConfig, after: ComparedConfig): ConfigChanges {
  const settings = compareSettings(before.config, after.config);
  const contents = [...after.digests].flatMap(([path, digest]) =>
    (before.digests.get(path) ?? digest) === digest ? [] : [{ path, text: `${path}: content changed` }],
  );
  const secrets = compareSecrets(before.secrets, after.secrets);
  const isTaken = (path: string) =>
    [...taken, takenSecrets].some((name) => path === name || path.startsWith(`${name}.`));
  const told = (isWanted: boolean) =>
    [...settings, ...contents, ...secrets].filter(({ path }) => isTaken(path) === isWanted).map(({ text }) => text);
  return { taken: told(true), waiting: told(false) };
}

/** Whether devices must be asked under other credentials from now on. */
export function haveCredentialsChanged(before: LoadedConfig, after: LoadedConfig): boolean {
  return [...compareSettings(before.config, after.config), ...compareSecrets(before.secrets, after.secrets)].some(
    ({ path }) => path.startsWith("credentials.") || path.startsWith(`${takenSecrets}.`),
  );
}

interface Change {
  readonly path: string;
  readonly text: string;
}

function compareSettings(before: Configuration, after: Configuration): readonly Change[] {
  const [old, fresh] = [flatten(before), flatten(after)];
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].filter((path) => old.get(path) !== fresh.get(path));
  return paths.map((path) => {
    const values = `${shown(old.get(path))} → ${shown(fresh.get(path))}`;
    return { path, text: hidden.includes(path) ? `${path}: changed` : `${path}: ${values}` };
  });
}

function shown(value: string | undefined): string {
  return value === undefined ? "not set" : value.slice(0, longestValue);
}

/** Each setting under its path, as JSON text. */
function flatten(value: unknown, path = ""): ReadonlyMap<string, string> {
  if (typeof value !== "object" || value === null) return new Map([[path, JSON.stringify(value)]]);
  return new Map(
    Object.entries(value).flatMap(([name, part]) => [...flatten(part, path === "" ? name : `${path}.${name}`)]),
  );
}

function compareSecrets(before: Secrets, after: Secrets): readonly Change[] {
  const [old, fresh] = [secretsByPath(before), secretsByPath(after)];
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].filter((path) => {
    const [one, other] = [old.get(path), fresh.get(path)];
    return one === undefined ? other !== undefined : !one.isSameAs(other);
  });
  return paths.map((path) => ({ path, text: `${path}: changed` }));
}

function secretsByPath({ enrolmentCode, proxyPassword, statusPagePassword, credentials }: Secrets) {
  const keys = Object.entries(credentials).flatMap(([name, each]) =>
    Object.entries(each).map(([key, secret]) => [`${takenSecrets}.${name}.${key}`, secret] as const),
  );
  const all = [
    ["secrets.enrolmentCode", enrolmentCode],
    ["secrets.proxyPassword", proxyPassword],
    ["secrets.statusPagePassword", statusPagePassword],
    ...keys,
  ] as const;
  return new Map(all.flatMap(([path, secret]) => (secret === undefined ? [] : [[path, secret] as const])));
}
