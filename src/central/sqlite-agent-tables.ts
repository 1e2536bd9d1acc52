import { z } from "zod";
import { Command, type CommandOutcome } from "../contract/command.ts";
import { AgentState } from "./agent-state.ts";
import type { SqlRows } from "./sqlite-rows.ts";
import type { AgentTables, Boot, EnrolmentCode, TakenCode, TokenAge } from "./store.ts";

/** As many as one answer may carry. */
const mostCommands = 64;

/** Years of daily restarts; what waits for longer than its boot is known keeps the stamp that it came with. */
const mostBoots = 1000;

const BootRow = z.object({ bootId: z.string(), returns: z.int(), offsetMs: z.number().nullable() });

/** The agents: who they are, how they prove it, what they are asked to do. */
export function agentTables(sql: SqlRows): AgentTables {
  return {
    async agent(id: string): Promise<AgentState | undefined> {
      return sql.bodies(AgentState, "SELECT body FROM agent WHERE id = ?", id)[0];
    },

    async agentOfToken(tokenHash: string): Promise<AgentState | undefined> {
      const known = "SELECT body FROM agent WHERE tokenHash = ?1 OR nextTokenHash = ?1";
      return sql.bodies(AgentState, known, tokenHash)[0];
    },

    async agentOfSigningKey(signingKey: string): Promise<AgentState | undefined> {
      const statement = "SELECT body FROM agent WHERE body ->> 'signingKey' = ? ORDER BY rowid DESC LIMIT 1";
      return sql.bodies(AgentState, statement, signingKey)[0];
    },

    async agents(): Promise<readonly AgentState[]> {
      return sql.bodies(AgentState, "SELECT body FROM agent ORDER BY id");
    },

    async addAgent(state: AgentState, tokenHash: string): Promise<void> {
      const statement = "INSERT INTO agent (id, tokenHash, body) VALUES (?, ?, ?)";
      sql.run(statement, state.id, tokenHash, JSON.stringify(state));
    },

    async saveAgent(state: AgentState): Promise<void> {
      sql.run("UPDATE agent SET body = ? WHERE id = ?", JSON.stringify(state), state.id);
    },

    async tokenAge(agent: string): Promise<TokenAge> {
      const Age = z.object({ sinceMs: z.number().nullable(), offeredMs: z.number().nullable() });
      const statement = "SELECT tokenSinceMs AS sinceMs, nextTokenMs AS offeredMs FROM agent WHERE id = ?";
      return sql.rows(Age, statement, agent)[0] ?? { sinceMs: null, offeredMs: null };
    },

    async offerToken(agent: string, tokenHash: string, nowMs: number): Promise<void> {
      sql.run("UPDATE agent SET nextTokenHash = ?, nextTokenMs = ? WHERE id = ?", tokenHash, nowMs, agent);
    },

    async adoptToken(tokenHash: string, nowMs: number): Promise<void> {
      const statement = `UPDATE agent SET tokenHash = nextTokenHash, tokenSinceMs = ?, nextTokenHash = NULL,
        nextTokenMs = NULL WHERE nextTokenHash = ?`;
      sql.run(statement, nowMs, tokenHash);
    },

    async boots(agent: string, bootIds: readonly string[]): Promise<readonly Boot[]> {
      const named = "bootId IN (SELECT value FROM json_each(?))";
      const statement = `SELECT bootId, returns, offsetMs FROM boot WHERE agent = ? AND ${named} ORDER BY id`;
      return sql.rows(BootRow, statement, agent, JSON.stringify(bootIds));
    },

    async currentBoot(agent: string): Promise<Boot | undefined> {
      const statement = "SELECT bootId, returns, offsetMs FROM boot WHERE agent = ? ORDER BY id DESC LIMIT 1";
      return sql.rows(BootRow, statement, agent)[0];
    },

    async noteBoot(agent: string, { bootId, returns, offsetMs }: Boot): Promise<void> {
      const statement = `INSERT INTO boot (agent, bootId, returns, offsetMs) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (agent, bootId)
      DO UPDATE SET id = (SELECT max(id) + 1 FROM boot), returns = ?3, offsetMs = ?4`;
      sql.run(statement, agent, bootId, returns, offsetMs);
      const eldestKept = `SELECT id FROM boot WHERE agent = ?1 ORDER BY id DESC LIMIT 1 OFFSET ${mostBoots - 1}`;
      sql.run(`DELETE FROM boot WHERE agent = ?1 AND id < (${eldestKept})`, agent);
    },

    async addCommand(agent: string, { id, name, device, expiresAt, signature }: Command): Promise<void> {
      const statement = "INSERT INTO command (id, agent, name, device, expiresAt, signature) VALUES (?, ?, ?, ?, ?, ?)";
      sql.run(statement, id, agent, name, device, expiresAt, signature);
    },

    async openCommands(agent: string, now: string): Promise<readonly Command[]> {
      const statement = `SELECT id, name, device, expiresAt, signature FROM command
      WHERE agent = ? AND expiresAt > ? AND outcome IS NULL ORDER BY expiresAt, id LIMIT ${mostCommands}`;
      return sql.rows(Command, statement, agent, now);
    },

    async closeCommand(agent: string, { id, outcome }: CommandOutcome): Promise<void> {
      sql.run("UPDATE command SET outcome = ? WHERE id = ? AND agent = ? AND outcome IS NULL", outcome, id, agent);
    },

    async commandOutcome(id: string): Promise<string | null | undefined> {
      const Outcome = z.object({ outcome: z.string().nullable() });
      return sql.rows(Outcome, "SELECT outcome FROM command WHERE id = ?", id)[0]?.outcome;
    },

    async addCode(codeHash: string, { site, expiresMs }: EnrolmentCode): Promise<void> {
      sql.run("INSERT INTO code (hash, site, expiresMs) VALUES (?, ?, ?)", codeHash, site, expiresMs);
    },

    async code(codeHash: string): Promise<TakenCode | undefined> {
      const Code = z.object({ site: z.string(), expiresMs: z.number(), agent: z.string().nullable() });
      return sql.rows(Code, "SELECT site, expiresMs, agent FROM code WHERE hash = ?", codeHash)[0];
    },

    async takeCode(codeHash: string, agent: string): Promise<void> {
      sql.run("UPDATE code SET agent = ? WHERE hash = ?", agent, codeHash);
    },

    async forgetCodes(nowMs: number): Promise<void> {
      sql.run("DELETE FROM code WHERE expiresMs <= ?", nowMs);
    },
  };
}
