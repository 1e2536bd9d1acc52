import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AgentError } from "../../../src/agent/leaf/errors.ts";
import { now } from "./invented-site.ts";
import { PageRig } from "./page-rig.ts";

const uid = "d-0000000000000001";
let rig: PageRig;
let url: URL;
let cookie: string;
let token: string;

beforeEach(async () => {
  rig = new PageRig();
  url = await rig.start();
  const page = await send("GET", `/devices/${uid}`);
  cookie = String(page.headers["set-cookie"]).split(";")[0] ?? "";
  token = /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
});
afterEach(() => rig.stop());

function send(method: string, path: string, headers: Record<string, string> = {}, body = "") {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const sent = request({ host: url.hostname, port: url.port, path, method, headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Sends a form as a browser does, but for `changes`. */
function post(name: string, fields: Record<string, string>, changes: Record<string, string> = {}) {
  const body = new URLSearchParams({ token, ...fields }).toString();
  const headers = {
    ...{ cookie, origin: url.origin, "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate" },
    ...{ "content-type": "application/x-www-form-urlencoded", "content-length": String(Buffer.byteLength(body)) },
  };
  return send("POST", `/devices/${uid}/${name}?lang=en`, { ...headers, ...changes }, body);
}

describe("what is handed in", () => {
  test("a stock declaration names the supplies that were counted", async () => {
    const { status, headers } = await post("stock", { "count.toner.cyan": "2", "count.toner.black": "" });
    expect({ status, to: headers["location"] }).toEqual({ status: 303, to: `/devices/${uid}?lang=en&done=form` });
    const items = [{ key: "toner.cyan", count: 2 }];
    expect(rig.handed).toEqual([{ kind: "stock", body: { declaredAt: now, device: uid, items } }]);
  });

  test("a request names what, which color, the person's words and whom to ask", async () => {
    await post("request", { what: "toner", supply: "toner.magenta", text: "soon\nplease", contact: "Olia  050" });
    const body = { requestedAt: now, device: uid, what: "toner", color: "magenta", text: "soon\nplease" };
    expect(rig.handed).toEqual([{ kind: "request", body: { ...body, contact: "Olia 050" } }]);
  });

  test("a change of place or contact is told in words", async () => {
    await post("place", { place: "3rd floor", contact: "Petro" });
    expect(rig.handed[0]?.kind === "request" && rig.handed[0].body).toMatchObject({
      ...{ what: "other", text: "New place: 3rd floor\nNew contact: Petro", contact: "Petro" },
    });
  });

  test("the page then says that it was taken", async () => {
    expect((await send("GET", `/devices/${uid}?done=form`)).text).toContain("It goes to the service");
  });

  test.each([
    ["stock", {}, "No number was given"],
    ["stock", { "count.toner.cyan": "-1" }, "whole number"],
    ["stock", { "count.toner.cyan": "1e3" }, "whole number"],
    ["request", { what: "repair", text: " " }, "Please say"],
    ["request", { what: "repair", text: "x".repeat(2001) }, "too long"],
    ["place", {}, "Please say"],
  ])("a %s form with %j is sent back", async (name, fields, told) => {
    const { status, text } = await post(name, fields);
    expect({ status, isTold: text.includes(told) }).toEqual({ status: 400, isTold: true });
    expect(rig.handed).toEqual([]);
  });

  test("what cannot be kept is told to the person and logged", async () => {
    rig.handIn = () => {
      throw new AgentError({ kind: "system", code: "wish-not-kept", message: "disk full" });
    };
    const { status, text } = await post("place", { place: "here" });
    expect({ status, logged: rig.logged }).toEqual({ status: 500, logged: ["page.form-not-kept"] });
    expect(text).not.toContain("disk full");
  });
});

describe("what is refused", () => {
  test.each([
    ["another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }, 403],
    ["another program on this machine", { origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site" }, 403],
    ["a page without an origin", { origin: "null" }, 403],
    ["a foreign fetch that forged the origin", { "sec-fetch-site": "cross-site" }, 403],
    ["a name that was bound to this machine", { host: "evil.example" }, 421],
    ["JSON", { "content-type": "application/json" }, 415],
    ["plain text", { "content-type": "text/plain" }, 415],
    ["no session", { cookie: "" }, 403],
    ["another session", { cookie: "mfp-agent-1=x.9e9.y" }, 403],
  ])("%s", async (_, changes: Record<string, string>, status) => {
    expect((await post("place", { place: "elsewhere" }, changes)).status).toBe(status);
    expect(rig.handed).toEqual([]);
  });

  test.each(["", "guessed", "x".repeat(43)])("the token '%s'", async (forged) => {
    const { status, text } = await post("place", { place: "elsewhere", token: forged });
    expect({ status, isTold: text.includes("too old") }).toEqual({ status: 403, isTold: true });
    expect(rig.handed).toEqual([]);
  });

  test("a form above 16 KB", async () => {
    expect((await post("request", { text: "x".repeat(20_000) })).status).toBe(413);
  });

  test("a form that is sent to a page without one", async () => {
    const { status, headers } = await send("POST", "/", {
      origin: url.origin,
      "content-type": "application/x-www-form-urlencoded",
      "content-length": "0",
    });
    expect({ status, allow: headers["allow"] }).toEqual({ status: 405, allow: "GET, HEAD" });
  });
});

describe("raw values", () => {
  test("the device is read when a person asks, and each value has its OID", async () => {
    const { text } = await post("raw", {});
    for (const told of ["1.3.6.1.2.1.43.5.1.1.17.1", "toner.black", "-3"]) expect(text).toContain(told);
  });

  test("a device that does not answer is told as such", async () => {
    rig.raw = async () => ({ failure: "no answer in 8 s" });
    expect((await post("raw", {})).text).toContain("no answer in 8 s");
  });

  test("another site cannot have a device read", async () => {
    let reads = 0;
    rig.raw = async () => {
      reads += 1;
      return { failure: "" };
    };
    await post("raw", { token: "guessed" });
    await post("raw", {}, { origin: "https://evil.example" });
    expect(reads).toBe(0);
  });
});
