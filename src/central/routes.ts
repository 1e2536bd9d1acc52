import { type Context, Hono } from "hono";
import { z } from "zod";
import { operations, type Problem } from "../contract/api.ts";
import { type AdminSettings, judgeAdmin } from "./admin-access.ts";
import type { AgentState } from "./agent-state.ts";
import { issueText } from "./check-records.ts";
import type { Clock } from "./clock.ts";
import type { RandomBytes } from "./credential.ts";
import { agentOfToken, enrol, offerToken, revoke } from "./enrolment.ts";
import { ingest } from "./ingest.ts";
import type { Log } from "./log.ts";
import {
  longestList,
  readAgents,
  readDevice,
  readOverview,
  readReadings,
  readRecording,
  viewDevice,
} from "./overview.ts";
import { languageOf, renderPage, styleHash } from "./page.ts";
import type { RateLimit } from "./rate-limit.ts";
import { maxEnrolmentBytes, maxUploadBytes, readJsonBody } from "./request-body.ts";
import type { CentralStore, StoreTransaction } from "./store.ts";
import { systemCode } from "./trouble.ts";

/** What the routes work with. */
export interface RouteParts {
  readonly store: CentralStore;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  readonly limit: RateLimit;
  readonly admin: AdminSettings;
  readonly holidays: ReadonlySet<string>;
  /** Public half of the key that signs commands, for agents that enrol. */
  readonly serviceKey: string;
}

/** Uploads that may be in work at once: each holds up to two bodies in memory. */
const mostUploads = 64;
const comeBackS = 30;

const safeHeaders = {
  "cache-control": "no-store",
  "content-security-policy": `default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

type ListReader = (tables: StoreTransaction, page: Page, nowMs: number) => Promise<readonly unknown[]>;

/** The JSON lists of the admin API, a page of each at a time. */
const lists: Readonly<Record<string, ListReader>> = {
  "/api/devices": async (tables, page) =>
    Promise.all(cut(await tables.devices(), page).map((state) => viewDevice(tables, state))),
  "/api/orders": (tables, { limit, offset }) => tables.orders(limit, { offset, which: "toner" }),
  "/api/tickets": (tables, { limit, offset }) => tables.orders(limit, { offset, which: "ticket" }),
  "/api/agents": async (tables, page, nowMs) => cut(await readAgents(tables, nowMs), page),
  "/api/notifications": (tables, { limit, offset }) => tables.notifications(limit, offset),
};

/** Which part of a list is wanted. */
interface Page {
  readonly limit: number;
  readonly offset: number;
}

const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(longestList).default(longestList),
  offset: z.coerce.number().int().min(0).default(0),
  before: z.iso.datetime().optional(),
});

function cut<Item>(items: readonly Item[], { limit, offset }: Page): readonly Item[] {
  return items.slice(offset, offset + limit);
}

/** All routes as one function from request to answer; the socket is another file's business. */
export function makeRoutes(parts: RouteParts): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(safeHeaders)) context.header(name, value);
  });
  app.onError((error, context) => {
    const isStore = systemCode(error) === "ERR_SQLITE_ERROR";
    parts.log.error("request.failed", { path: context.req.path, error: error.message });
    if (!isStore) return problem(context, 500, "internal", "central met an error of its own; it is in its log");
    return comeBack(context, 503, "store", "the store cannot be written at the moment", comeBackS);
  });
  app.notFound((context) => problem(context, 404, "not-found", "there is nothing here"));
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  addUploads(app, parts);
  addAdmin(app, parts);
  return app;
}

function addUploads(app: Hono, parts: RouteParts): void {
  const { store, clock, random, log, limit, holidays, serviceKey } = parts;
  let uploads = 0;

  app.post(operations.enrol.path, async (context) => {
    const address = addressOf(context);
    const waitS = limit.waitS(address);
    if (waitS > 0) return comeBack(context, 429, "too-many", "too many wrong codes", waitS);
    const body = await readJsonBody(context.req.raw, maxEnrolmentBytes);
    if (!body.ok) return problem(context, body.status, "body", body.text);
    const request = operations.enrol.request.safeParse(body.value);
    if (!request.success) return problem(context, 422, "schema", issueText(request.error));
    const answer = await enrol(store, request.data, clock.wallMs(), random, serviceKey);
    if (answer === undefined) {
      limit.addWrongGuess(address);
      log.warn("enrolment.refused", { address });
      return problem(
        context,
        403,
        "code",
        "the code is unknown, used or expired, or the key is not proven: ask the service for a new code",
      );
    }
    log.info("agent.enrolled", { agent: answer.agent, site: answer.site, address });
    return context.json(answer);
  });

  app.post(operations.upload.path, async (context) => {
    const address = addressOf(context);
    const agent = await authorize(context);
    if (agent === undefined) return problem(context, 401, "token", "the token is unknown or revoked");
    if (uploads >= mostUploads) return comeBack(context, 503, "busy", "too many uploads at once", comeBackS);
    uploads += 1;
    try {
      const body = await readJsonBody(context.req.raw, maxUploadBytes);
      if (!body.ok) return problem(context, body.status, "body", body.text);
      const outcome = await ingest(store, agent, body.value, { nowMs: clock.wallMs(), holidays });
      if (!outcome.ok) {
        log.warn("batch.refused", { agent: agent.id, address, code: outcome.code, text: outcome.text });
        return problem(context, outcome.status, outcome.code, outcome.text);
      }
      const { epoch, rejected } = outcome.acknowledgement;
      log.info("batch.taken", { agent: agent.id, epoch, added: outcome.added, rejected: rejected.length });
      const newToken = await offerToken(store, agent, clock.wallMs(), random);
      if (newToken !== undefined) log.info("token.offered", { agent: agent.id });
      return context.json({ ...outcome.acknowledgement, ...(newToken !== undefined && { newToken }) });
    } finally {
      uploads -= 1;
    }
  });

  app.post(operations.decommission.path, async (context) => {
    const agent = await authorize(context);
    if (agent === undefined) return problem(context, 401, "token", "the token is unknown or revoked");
    const body = await readJsonBody(context.req.raw, maxEnrolmentBytes);
    if (!body.ok) return problem(context, body.status, "body", body.text);
    const request = operations.decommission.request.safeParse(body.value);
    if (!request.success) return problem(context, 422, "schema", issueText(request.error));
    if (request.data.agent !== agent.id) return problem(context, 422, "agent", "the token is another agent's");
    await revoke(store, agent.id);
    log.info("agent.decommissioned", { agent: agent.id, site: agent.site, address: addressOf(context) });
    return context.json(request.data);
  });

  const authorize = async (context: Context): Promise<AgentState | undefined> => {
    const [scheme, token] = (context.req.header("authorization") ?? "").split(" ", 2);
    return scheme?.toLowerCase() === "bearer" && token ? agentOfToken(store, token, clock.wallMs()) : undefined;
  };
}

function addAdmin(app: Hono, parts: RouteParts): void {
  const { store, clock, limit, admin } = parts;
  const guarded = (answer: (context: Context) => Promise<Response>) => async (context: Context) => {
    const address = addressOf(context);
    const waitS = admin.token === null ? 0 : limit.waitS(address);
    if (waitS > 0) return comeBack(context, 429, "too-many", "too many wrong tokens", waitS);
    const verdict = judgeAdmin(admin, new URL(context.req.url), context.req.raw.headers);
    if (verdict === "allowed") return answer(context);
    if (verdict === "misdirected") return problem(context, 421, "host", "this name is not the name of this machine");
    if (verdict === "forbidden") return problem(context, 403, "local-only", "set --admin-token-file to look from afar");
    if (context.req.header("authorization") !== undefined) limit.addWrongGuess(address);
    context.header("www-authenticate", 'Basic realm="mfp-agent-central", charset="UTF-8"');
    return problem(context, 401, "token", "the admin token is needed, as bearer or as password");
  };
  const overview = () => readOverview(store, clock.wallMs());

  const pages: Readonly<Record<string, (context: Context) => Promise<Response>>> = {
    "/": async (context) => context.html(renderPage(await overview(), languageOf(context.req.query("lang")))),
    "/api/devices/:uid": async (context) => {
      const device = await readDevice(store, context.req.param("uid") ?? "");
      return device === undefined ? problem(context, 404, "not-found", "no such device") : context.json(device);
    },
    "/api/devices/:uid/readings": (context) =>
      paged(context, ({ limit, before }) => readReadings(store, context.req.param("uid") ?? "", limit, before)),
    "/api/devices/:uid/recording": async (context) => {
      const recording = await readRecording(store, context.req.param("uid") ?? "");
      if (recording === undefined) return problem(context, 404, "not-found", "no recording of this device");
      return context.text(recording.snmprec);
    },
  };
  for (const [path, page] of Object.entries(pages)) app.get(path, guarded(page));
  for (const [path, read] of Object.entries(lists)) {
    app.get(
      path,
      guarded((context) =>
        paged(context, async (page) => store.transact((tables) => read(tables, page, clock.wallMs()))),
      ),
    );
  }
  for (const path of [...Object.keys(pages), ...Object.keys(lists)]) {
    app.all(path, (context) => problem(context, 405, "read-only", "only GET and HEAD are answered here"));
  }
}

/** Answers a part of a list; `limit` and `offset`, of readings `before`, choose which. */
async function paged(
  context: Context,
  read: (page: z.infer<typeof PageQuery>) => Promise<readonly unknown[]>,
): Promise<Response> {
  const page = PageQuery.safeParse(context.req.query());
  if (!page.success) return problem(context, 400, "page", issueText(page.error));
  return context.json(await read(page.data));
}

function problem(
  context: Context,
  status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 422 | 429 | 500 | 503,
  code: string,
  text: string,
): Response {
  return context.json({ code, text } satisfies Problem, status);
}

function comeBack(context: Context, status: 429 | 503, code: string, text: string, afterS: number): Response {
  context.header("retry-after", String(afterS));
  return problem(context, status, code, text);
}

/** The other end of the connection. A proxy's word about it is not taken: anybody could write it. */
function addressOf(context: Context): string {
  const incoming: unknown = context.env?.incoming;
  if (typeof incoming !== "object" || incoming === null || !("socket" in incoming)) return "unknown";
  const { socket } = incoming;
  if (typeof socket !== "object" || socket === null || !("remoteAddress" in socket)) return "unknown";
  return String(socket.remoteAddress);
}
