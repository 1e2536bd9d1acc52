import type { EnrolmentAnswer, EnrolmentRequest } from "../contract/enrolment.ts";
import type { AgentState } from "./agent-state.ts";
import { stampOf } from "./clock.ts";
import { hashOf, makeAgentId, makeCode, makeToken, plainCode, type RandomBytes } from "./credential.ts";
import type { CentralStore } from "./store.ts";

/** How long a code can be traded: long enough to drive to the site. */
export const codeLifeMs = 72 * 3_600_000;

/** Makes a code for a site and keeps its hash. It is shown once; nobody can read it again. */
export async function createCode(
  store: CentralStore,
  site: string,
  nowMs: number,
  random: RandomBytes,
): Promise<{ readonly code: string; readonly expiresAt: string }> {
  const code = makeCode(random);
  const expiresMs = nowMs + codeLifeMs;
  await store.transact((tables) => tables.addCode(hashOf(plainCode(code)), { site, expiresMs }));
  return { code, expiresAt: stampOf(expiresMs) };
}

/** Trades a code for an agent's identity and token; undefined when the code is unknown, used or expired. */
export async function enrol(
  store: CentralStore,
  { code, hostName, signingKey }: EnrolmentRequest,
  nowMs: number,
  random: RandomBytes,
  serviceKey: string,
): Promise<EnrolmentAnswer | undefined> {
  return store.transact(async (tables) => {
    const known = await tables.takeCode(hashOf(plainCode(code)));
    if (known === undefined || known.expiresMs <= nowMs) return undefined;
    const token = makeToken(random);
    const state: AgentState = {
      ...{ id: makeAgentId(random), site: known.site, hostName, enrolledAt: stampOf(nowMs), isRevoked: false },
      ...{ lastContactMs: null, heartbeat: null, lastSilence: null },
      ...(signingKey !== undefined && { signingKey }),
    };
    await tables.addAgent(state, hashOf(token));
    return { agent: state.id, token, site: known.site, serviceKey };
  });
}

/** The agent that a token belongs to; undefined when it is unknown or revoked. Found by hash: no secret is compared. */
export async function agentOfToken(store: CentralStore, token: string): Promise<AgentState | undefined> {
  const agent = await store.transact((tables) => tables.agentOfToken(hashOf(token)));
  return agent?.isRevoked ? undefined : agent;
}

/** Ends an agent's right to upload; false when there is none of this name. */
export async function revoke(store: CentralStore, id: string): Promise<boolean> {
  return store.transact(async (tables) => {
    const agent = await tables.agent(id);
    if (agent !== undefined) await tables.saveAgent({ ...agent, isRevoked: true });
    return agent !== undefined;
  });
}
