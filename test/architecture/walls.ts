import type { Edge, Module } from "./import-graph.ts";

/** What each house may import, besides packages. */
const houses: Readonly<Record<string, readonly string[]>> = {
  contract: ["contract"],
  agent: ["agent", "contract"],
  central: ["central", "contract"],
  simulator: ["simulator"],
};

/** The agent's rooms in the order in which the data passes; each may import those before it. */
const rooms = [
  "leaf",
  "config",
  "profile",
  "snmp",
  "inventory",
  "discovery",
  "reading",
  "events",
  "outbox",
  "inbox",
  "upload",
  "supervision",
  "schedule",
  "status",
  "cli",
];

/** The logger's adapter is an end: it takes the port it implements and its settings, and only compose knows it. */
const roomsBeforeLog = ["leaf", "config", "log"];

/** The composition root: the only room that builds adapters. */
const compose = "compose";
const roots = [compose, "daemon.ts"];
const entry = "mfp-agent.mjs";

const sideEffects = ["net-snmp", "axios", "node-cron", "conf", "pino", "prom-client", "node:sqlite"];

/** The only file outside of src that code may import: it knows the version. */
const manifest = "package.json";

/** Edges that lead from one house into another that it must not know. */
export function findHouseBreaches(modules: readonly Module[]): readonly string[] {
  return fileEdges(modules).flatMap((edge) => {
    const [from, to] = [houseOf(edge.from), houseOf(edge.to)];
    const allowed = houses[from];
    if (allowed === undefined) return [say(edge, `src/ has no house "${from}"`)];
    return allowed.includes(to) ? [] : [say(edge, `${from} imports only ${allowed.join(" and ")}`)];
  });
}

/** Packages that the contract, which both sides share, must not bring along. */
export function findContractPackages(modules: readonly Module[]): readonly string[] {
  return allEdges(modules)
    .filter(({ from, to }) => houseOf(from) === "contract" && !isFile(to) && to !== "zod")
    .map((edge) => say(edge, "contract imports only zod"));
}

/** Edges against the direction of the data, and edges to the composition root. */
export function findRoomBreaches(modules: readonly Module[]): readonly string[] {
  const inside = fileEdges(modules).filter(({ from, to }) => houseOf(from) === "agent" && houseOf(to) === "agent");
  return inside.flatMap((edge) => {
    const objection = objectTo(roomOf(edge.from), roomOf(edge.to));
    return objection === undefined ? [] : [say(edge, objection)];
  });
}

/** Files of the agent that stand in no room of the plan. */
export function findHomelessFiles(modules: readonly Module[]): readonly string[] {
  const known = [...rooms, "log", ...roots, entry];
  return modules
    .map(({ file }) => file.path)
    .filter((path) => houseOf(path) === "agent" && !known.includes(roomOf(path)))
    .map((path) => `${path}: the agent has no room "${roomOf(path)}"`);
}

/** Packages with a side effect that more than one file of a house imports. */
export function findSpreadPackages(modules: readonly Module[]): readonly string[] {
  const importers = new Map<string, Set<string>>();
  for (const { from, to } of allEdges(modules).filter(({ to }) => sideEffects.includes(to))) {
    const key = `${to} in ${houseOf(from)}`;
    importers.set(key, (importers.get(key) ?? new Set()).add(from));
  }
  return [...importers]
    .filter(([, files]) => files.size > 1)
    .map(([key, files]) => `${key} has ${files.size} importers: ${[...files].join(", ")}`);
}

/** Why a file of room `from` must not import one of room `to`; a root file is a room of its own. */
function objectTo(from: string, to: string): string | undefined {
  if (to === entry) return "nothing imports the entry";
  if (roots.includes(to)) return [...roots, "cli", entry].includes(from) ? undefined : `only cli imports ${to}`;
  if (to === "log") return from === compose || from === "log" ? undefined : "only compose imports log";
  if (roots.includes(from) || from === entry) return undefined;
  if (from === "log") return roomsBeforeLog.includes(to) ? undefined : "log imports only leaf and config";
  return rooms.indexOf(to) <= rooms.indexOf(from) ? undefined : `${to} stands after ${from}`;
}

function allEdges(modules: readonly Module[]): readonly Edge[] {
  return modules.flatMap(({ edges }) => edges);
}

function fileEdges(modules: readonly Module[]): readonly Edge[] {
  return allEdges(modules).filter(({ to }) => isFile(to) && to !== manifest);
}

/** A resolved path carries its extension; no package that we use has one in its name. */
function isFile(target: string): boolean {
  return /\.(ts|mts|mjs|cjs|js|json)$/.test(target);
}

/** `src/agent/leaf/clock.ts` → `agent`; a file outside of src is its own house, which nobody may enter. */
function houseOf(path: string): string {
  const [top, house, ...rest] = path.split("/");
  return top === "src" && house !== undefined && rest.length > 0 ? house : path;
}

/** `src/agent/leaf/clock.ts` → `leaf`; `src/agent/daemon.ts` → `daemon.ts`. */
function roomOf(path: string): string {
  return path.split("/")[2] ?? path;
}

function say(edge: Edge, objection: string): string {
  return `${edge.from} → ${edge.to}: ${objection}`;
}
