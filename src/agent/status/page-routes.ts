import { Hono } from "hono";
import { AgentError } from "../leaf/errors.ts";
import type { DeviceSnapshot } from "./agent-snapshot.ts";
import { counterPage } from "./counter-page.ts";
import { counterLinks, standsPerSheet } from "./counter-sheets.ts";
import { devicePath } from "./device-head.ts";
import { type DeviceFile, renderDevicePage } from "./device-page.ts";
import { FormMemory } from "./door/form-memory.ts";
import { type FormName, formNames, readForm } from "./door/form-wish.ts";
import type { Porter } from "./door/porter.ts";
import { admit, inWords, languageOf, type PageContext, type PageEnv, receive, visitorOf } from "./door/reception.ts";
import { type RefusedForm, typedWords } from "./form-sheet.ts";
import { icon } from "./icon.ts";
import { renderLedgerPage } from "./ledger-page.ts";
import { liveScript } from "./live-script.ts";
import { renderLoginPage } from "./login-page.ts";
import { renderLostPage } from "./lost-page.ts";
import { liveScriptPath } from "./page-frame.ts";
import type { StatusPageParts } from "./page-parts.ts";
import { type RawRead, renderRawPage } from "./raw-page.ts";
import { readFilter } from "./site-filter.ts";
import { renderSitePage } from "./site-page.ts";
import { type Voice, voiceFor } from "./voice.ts";

/** The pages and forms, and who gets them. */
export function buildRoutes(parts: StatusPageParts, porter: Porter): Hono<PageEnv> {
  const { log, snapshot, findStandstill, metrics } = parts;
  const app = new Hono<PageEnv>();
  app.use(admit(parts.network));
  app.use(receive(porter, (context) => keepTyped(context, parts)));
  addPages(app, parts, porter);
  addForms(app, parts, porter);
  app.get("/api/snapshot", (context) => context.json(snapshot()));
  app.get("/healthz", (context) => {
    const standstill = findStandstill();
    return standstill === null ? context.text("ok") : context.text(standstill, 503);
  });
  app.get("/metrics", async (context) => {
    const { type, text } = await metrics();
    return context.body(text, 200, { "Content-Type": type });
  });
  app.get("/icon.svg", (context) => context.body(icon, 200, { "Content-Type": "image/svg+xml" }));
  app.get(liveScriptPath, (context) => context.body(liveScript, 200, { "Content-Type": "text/javascript" }));
  app.post("*", (context) => context.text(inWords(context, "refused.form"), 405, { Allow: "GET, HEAD" }));
  app.notFound((context) =>
    context.html(renderLostPage(null, isGuest(context), voiceOf(context, parts, snapshot().now)), 404),
  );
  app.onError((error, context) => {
    log.error("page.crashed", { path: context.req.path.slice(0, 100), message: error.message });
    return context.text(inWords(context, "crashed"), 500);
  });
  return app;
}

function addPages(app: Hono<PageEnv>, parts: StatusPageParts, porter: Porter): void {
  const { snapshot, stand } = parts;
  app.get("/", (context) => {
    const seen = snapshot();
    const filter = readFilter((name) => context.req.query(name));
    return context.html(renderSitePage(seen, filter, isGuest(context), voiceOf(context, parts, seen.now)));
  });
  app.get("/counters", (context) => {
    const { siteName: site, now, devices } = snapshot();
    const voice = voiceOf(context, parts, now);
    const asked = readFilter((name) => context.req.query(name)).page;
    const sheets = Math.max(1, Math.ceil(devices.length / standsPerSheet));
    const sheet = Math.min(asked, sheets);
    const shown = devices.slice((sheet - 1) * standsPerSheet, sheet * standsPerSheet);
    const stands = shown.flatMap(({ uid }) => stand(uid) ?? []);
    return context.html(counterPage({ site, now, stands, links: counterLinks(sheet, sheets, voice) }, voice));
  });
  app.get("/ledger", (context) => {
    const { siteName, now } = snapshot();
    const { page } = readFilter((name) => context.req.query(name));
    const voice = voiceOf(context, parts, now);
    return context.html(renderLedgerPage(siteName, page, parts.ledger, isGuest(context), voice));
  });
  app.get("/devices/:uid", (context) => showDevice(context, parts, porter, null));
  app.get("/devices/:uid/raw", (context) => showRaw(context, parts, porter, null));
  app.get("/login", (context) =>
    context.html(renderLoginPage(null, null, voiceOf(context, parts, parts.snapshot().now))),
  );
}

function addForms(app: Hono<PageEnv>, parts: StatusPageParts, porter: Porter): void {
  const memory = new FormMemory(parts.clock);
  for (const name of formNames) {
    app.post(`/devices/:uid/${name}`, (context) => takeForm(context, parts, { porter, memory }, name));
  }
  app.post("/devices/:uid/raw", async (context) => {
    const uid = context.req.param("uid");
    const form = await formOf(context);
    if (!porter.isFormToken(context.var.session, form.get("token") ?? "")) {
      return context.redirect(devicePath(uid, languageOf(context), "/raw"), 303);
    }
    return showRaw(context, parts, porter, await parts.readRaw(uid));
  });
  app.post("/login", async (context) => {
    const visitor = visitorOf(context);
    const form = await formOf(context);
    const answer = visitor.door === "network" ? porter.login(form.get("password") ?? "", visitor) : "wrong";
    if (answer !== "right") {
      parts.log.warn("page.login-refused", { address: visitor.address, reason: answer });
      const page = renderLoginPage(`login.${answer}`, null, voiceOf(context, parts, parts.snapshot().now));
      return context.html(page, answer === "tooMany" ? 429 : 403);
    }
    context.header("Set-Cookie", porter.open(visitor).cookie);
    return context.redirect(`/?lang=${languageOf(context)}`, 303);
  });
  app.post("/logout", (context) => {
    context.header("Set-Cookie", porter.close(visitorOf(context)));
    return context.redirect(`/login?lang=${languageOf(context)}`, 303);
  });
}

async function takeForm(
  context: PageContext,
  parts: StatusPageParts,
  { porter, memory }: { readonly porter: Porter; readonly memory: FormMemory },
  name: FormName,
) {
  const { snapshot, handIn, log } = parts;
  const form = await formOf(context);
  const refused = (trouble: Pick<RefusedForm, "field" | "word">, status: 400 | 403 | 500) =>
    showDevice(context, parts, porter, { name, typed: form, ...trouble }, status);
  const { devices, now } = snapshot();
  const device = findDevice(devices, context);
  if (!device) return context.html(renderLostPage(form, isGuest(context), voiceOf(context, parts, now)), 404);
  if (!porter.isFormToken(context.var.session, form.get("token") ?? "")) {
    return refused({ field: null, word: "form.stale" }, 403);
  }
  const wishes = readForm(name, form, device, now);
  if (!wishes.ok) return refused(wishes.failure, 400);
  try {
    // The token in the form is that of the session.
    for (const [index, wish] of wishes.value.entries()) {
      memory.takeOnce(`${device.uid} ${name} ${index} ${form}`, () => handIn(wish));
    }
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    log.error("page.form-not-kept", { message: error.message });
    return refused({ field: null, word: "form.notKept" }, 500);
  }
  return context.redirect(`${devicePath(device.uid, languageOf(context))}&done=form`, 303);
}

function showDevice(
  context: PageContext,
  parts: StatusPageParts,
  porter: Porter,
  refused: RefusedForm | null,
  status: 200 | 400 | 403 | 500 = 200,
) {
  const seen = parts.snapshot();
  const device = findDevice(seen.devices, context);
  if (!device) return context.notFound();
  const { uid } = device;
  const token = porter.formToken(sessionFor(context, porter));
  const isTaken = context.req.query("done") === "form";
  const past = parts.history.pastOf(uid);
  const file: DeviceFile = { past, lives: parts.lives(uid), token, isTaken, refused, canLeave: isGuest(context) };
  return context.html(renderDevicePage(seen, device, file, voiceOf(context, parts, seen.now)), status);
}

function showRaw(context: PageContext, parts: StatusPageParts, porter: Porter, read: RawRead) {
  const seen = parts.snapshot();
  const device = findDevice(seen.devices, context);
  if (!device) return context.notFound();
  const token = porter.formToken(context.var.session);
  const visit = { token, canLeave: isGuest(context) };
  return context.html(renderRawPage(seen, device, read, visit, voiceOf(context, parts, seen.now)));
}

/** A page that answers a form without a session opens one, so that the form on it can be sent again. */
function sessionFor(context: PageContext, porter: Porter): string {
  if (context.req.method !== "POST" || porter.sessionOf(visitorOf(context)) !== undefined) return context.var.session;
  const { session, cookie } = porter.open(visitorOf(context));
  context.header("Set-Cookie", cookie);
  return session;
}

/** A form of the page whose session ended meanwhile. */
async function keepTyped(context: PageContext, parts: StatusPageParts): Promise<Response> {
  const voice = voiceOf(context, parts, parts.snapshot().now);
  return context.html(renderLoginPage("login.ended", typedWords(await formOf(context), voice), voice), 403);
}

/** Whether the visitor came in with a password. */
function isGuest(context: PageContext): boolean {
  return visitorOf(context).door === "network" && context.var.session !== "";
}

function findDevice(devices: readonly DeviceSnapshot[], context: PageContext): DeviceSnapshot | undefined {
  return devices.find(({ uid }) => uid === context.req.param("uid"));
}

async function formOf(context: PageContext): Promise<URLSearchParams> {
  return new URLSearchParams(await context.req.text());
}

function voiceOf(context: PageContext, { timeZone }: StatusPageParts, now: string): Voice {
  return voiceFor(languageOf(context), timeZone, now);
}
