import { type EnrolmentAnswer, type EnrolmentRequest, enrolmentText } from "../contract/enrolment.ts";
import { isSignedBy } from "./agent-signature.ts";
import type { AgentState } from "./agent-state.ts";
import { stampOf } from "./clock.ts";
import { hashOf, makeAgentId, makeCode, makeToken, plainCode, type RandomBytes } from "./credential.ts";
import type { CentralStore, StoreTransaction } from "./store.ts";

/** How long a code can be traded: long enough to drive to the site. */
export const codeLifeMs = 72 * 3_600_000;

/**
 * A token is renewed after so long. It does not end by age: a site that was offline for a year would have to be enrolled
 * anew by somebody who drives there.
 */
const tokenLifeMs = 90 * 24 * 3_600_000;
const offerAgainMs = 3_600_000;

/** Makes a code for a site and keeps its hash. It is shown once; nobody can read it again. */
export async function createCode(
  store: CentralStore,
  site: string,
  nowMs: number,
  random: RandomBytes,
): Promise<{ readonly code: string; readonly expiresAt: string }> {
  const code = makeCode(random);
  const expiresMs = nowMs + codeLifeMs;
  await store.transact(async (tables) => {
    await tables.forgetCodes(nowMs);
    await tables.addCode(hashOf(plainCode(code)), { site, expiresMs });
  });
  return { code, expiresAt: stampOf(expiresMs) };
}

/**
 * Trades a code for an agent's identity and token; undefined when the code is unknown, used or expired, or the key is
 * another agent's. The answer may be lost: who asks again with the same key is the same agent and gets another token,
 * until one was used.
 */
export async function enrol(
  store: CentralStore,
  request: EnrolmentRequest,
  nowMs: number,
  random: RandomBytes,
  serviceKey: string,
): Promise<EnrolmentAnswer | undefined> {
  const codeHash = hashOf(plainCode(request.code));
  return store.transact(async (tables) => {
    const known = await tables.code(codeHash);
    if (known === undefined || known.expiresMs <= nowMs) return undefined;
    const { site } = known;
    const token = makeToken(random);
    if (known.agent !== null) {
      if (!(await isWaiting(tables, known.agent, request.signingKey))) return undefined;
      await tables.offerToken(known.agent, hashOf(token), nowMs);
      return { agent: known.agent, token, site, serviceKey };
    }
    // Who names no key is nobody's double, also where another named an empty one.
    const owner = request.signingKey ? await tables.agentOfSigningKey(request.signingKey) : undefined;
    // A second name for the same history would take every record again that was taken under the first.
    const agent = owner === undefined ? makeAgentId(random) : owner.id;
    if (owner === undefined) await tables.addAgent(newAgent(agent, site, request, nowMs), hashOf(token));
    else if (isProven(request)) await welcomeBack(tables, { ...owner, site }, token, nowMs, random);
    else return undefined;
    await tables.takeCode(codeHash, agent);
    return { agent, token, site, serviceKey };
  });
}

function newAgent(id: string, site: string, { hostName, signingKey }: EnrolmentRequest, nowMs: number): AgentState {
  return {
    ...{ id, site, hostName, enrolledAt: stampOf(nowMs), isRevoked: false },
    ...{ lastContactMs: null, heartbeat: null, lastSilence: null },
    ...(signingKey !== undefined && { signingKey }),
  };
}

/** Whether the sender holds the key that it names. */
function isProven({ code, signingKey, proof }: EnrolmentRequest): boolean {
  if (signingKey === undefined || proof === undefined) return false;
  return isSignedBy(signingKey, enrolmentText(code, signingKey), proof);
}

/** A fresh code is the service's word that a revoked agent belongs again; the token it was revoked for stays dead. */
async function welcomeBack(
  tables: StoreTransaction,
  agent: AgentState,
  token: string,
  nowMs: number,
  random: RandomBytes,
): Promise<void> {
  if (agent.isRevoked) {
    const unknownToAll = hashOf(makeToken(random));
    await tables.offerToken(agent.id, unknownToAll, nowMs);
    await tables.adoptToken(unknownToAll, nowMs);
  }
  await tables.saveAgent({ ...agent, isRevoked: false });
  await tables.offerToken(agent.id, hashOf(token), nowMs);
}

/** Whether this agent has this key, and never came with what it got. */
async function isWaiting(tables: StoreTransaction, id: string, signingKey: string | undefined): Promise<boolean> {
  const agent = await tables.agent(id);
  if (agent === undefined || agent.isRevoked) return false;
  if (signingKey === undefined || agent.signingKey !== signingKey) return false;
  return agent.lastContactMs === null || (await tables.tokenAge(id)).offeredMs !== null;
}

/**
 * The agent that a token belongs to; undefined when it is unknown or revoked. Found by hash: no secret is compared. Who
 * uses the token that was offered has kept it: the one before ends.
 */
export async function agentOfToken(store: CentralStore, token: string, nowMs: number): Promise<AgentState | undefined> {
  const tokenHash = hashOf(token);
  return store.transact(async (tables) => {
    const agent = await tables.agentOfToken(tokenHash);
    if (agent === undefined || agent.isRevoked) return undefined;
    await tables.adoptToken(tokenHash, nowMs);
    return agent;
  });
}

/**
 * A new token for an agent whose present one is old; undefined: it is not time yet. The answer that carries it may be
 * lost and only the hash is kept, so that another is offered after a while; the present one holds until one was used.
 */
export async function offerToken(
  store: CentralStore,
  { id, enrolledAt }: AgentState,
  nowMs: number,
  random: RandomBytes,
): Promise<string | undefined> {
  return store.transact(async (tables) => {
    const { sinceMs, offeredMs } = await tables.tokenAge(id);
    const isOld = nowMs - (sinceMs ?? Date.parse(enrolledAt)) >= tokenLifeMs;
    if (!isOld || (offeredMs !== null && nowMs - offeredMs < offerAgainMs)) return undefined;
    const token = makeToken(random);
    await tables.offerToken(id, hashOf(token), nowMs);
    return token;
  });
}

/** Ends an agent's right to upload; false when there is none of this name. */
export async function revoke(store: CentralStore, id: string): Promise<boolean> {
  return store.transact(async (tables) => {
    const agent = await tables.agent(id);
    if (agent !== undefined) await tables.saveAgent({ ...agent, isRevoked: true });
    return agent !== undefined;
  });
}
