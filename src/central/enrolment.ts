import type { EnrolmentAnswer, EnrolmentRequest } from "../contract/enrolment.ts";
import type { AgentState } from "./agent-state.ts";
import { stampOf } from "./clock.ts";
import { hashOf, makeAgentId, makeCode, makeToken, plainCode, type RandomBytes } from "./credential.ts";
import type { CentralStore } from "./store.ts";

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
 * Trades a code for an agent's identity and token; undefined when the code is unknown, used or expired. The answer may be
 * lost: who asks again with the same key is the same agent and gets another token, until one was used.
 */
export async function enrol(
  store: CentralStore,
  { code, hostName, signingKey }: EnrolmentRequest,
  nowMs: number,
  random: RandomBytes,
  serviceKey: string,
): Promise<EnrolmentAnswer | undefined> {
  const codeHash = hashOf(plainCode(code));
  return store.transact(async (tables) => {
    const known = await tables.code(codeHash);
    if (known === undefined || known.expiresMs <= nowMs) return undefined;
    const { site, agent } = known;
    const token = makeToken(random);
    if (agent !== null) {
      if (!isWaiting(await tables.agent(agent), signingKey)) return undefined;
      await tables.offerToken(agent, hashOf(token), nowMs);
      return { agent, token, site, serviceKey };
    }
    const state: AgentState = {
      ...{ id: makeAgentId(random), site, hostName, enrolledAt: stampOf(nowMs), isRevoked: false },
      ...{ lastContactMs: null, heartbeat: null, lastSilence: null },
      ...(signingKey !== undefined && { signingKey }),
    };
    await tables.addAgent(state, hashOf(token));
    await tables.takeCode(codeHash, state.id);
    return { agent: state.id, token, site, serviceKey };
  });
}

/** Whether this agent has this key, and never came with what it got. */
function isWaiting(agent: AgentState | undefined, signingKey: string | undefined): boolean {
  if (agent === undefined || agent.isRevoked || agent.lastContactMs !== null) return false;
  return signingKey !== undefined && agent.signingKey === signingKey;
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
