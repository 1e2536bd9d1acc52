import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AgentError } from "../../../src/agent/leaf/errors.ts";
import { busySite, now } from "./invented-site.ts";
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

  const blank = { requestedAt: now, device: uid, color: null, text: "" };
  const place = { ...blank, what: "placeChange", place: "3rd floor" };
  test.each([
    [{ place: " 3rd   floor " }, [{ ...place, contact: "" }]],
    [{ contact: "Petro" }, [{ ...blank, what: "contactChange", contact: "Petro" }]],
    [
      { place: "3rd floor", contact: "Petro" },
      [
        { ...place, contact: "Petro" },
        { ...blank, what: "contactChange", contact: "Petro" },
      ],
    ],
  ])("a change of place and one of contact are wishes of their own: %j", async (fields, bodies) => {
    await post("place", fields);
    expect(rig.handed).toEqual(bodies.map((body) => ({ kind: "request", body })));
  });

  test("a text has as many characters as the browser counted: a line break is one", async () => {
    const { status } = await post("request", { what: "repair", text: `${"x".repeat(1899)}${"\r\n".repeat(100)}x` });
    expect(status).toBe(303);
  });

  test("the longest text of any script passes", async () => {
    expect((await post("request", { what: "repair", text: "№".repeat(2000), contact: "№".repeat(255) })).status).toBe(
      303,
    );
  });

  test("a form that a double click sends twice is one wish, and so it is when only a part of it was kept", async () => {
    const fields = { place: "3rd floor", contact: "Olia" };
    let isFull = true;
    rig.handIn = (wish) => {
      if (isFull && rig.handed.length === 1)
        throw new AgentError({ kind: "system", code: "disk-full", message: "full" });
      rig.handed.push(wish);
    };
    expect((await post("place", fields)).status).toBe(500);
    isFull = false;
    const answers = await Promise.all([post("place", fields), post("place", fields)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(rig.handed).toHaveLength(2);
  });

  test("the same words are a wish of their own a minute later, and in another form", async () => {
    await post("request", { what: "repair", text: "It squeaks" });
    await post("request", { what: "other", text: "It squeaks" });
    rig.nowMs += 60_000;
    await post("request", { what: "repair", text: "It squeaks" });
    expect(rig.handed).toHaveLength(3);
  });

  test("the page then says that it was taken", async () => {
    expect((await send("GET", `/devices/${uid}?done=form`)).text).toContain("It goes to the service");
  });

  test.each([
    ["stock", "count.toner.cyan", "No number was given", {}],
    ["stock", "count.toner.black", "whole number", { "count.toner.black": "-1" }],
    ["stock", "count.toner.cyan", "whole number", { "count.toner.cyan": "1e3" }],
    ["request", "text", "Please say", { what: "repair", text: " " }],
    ["request", "text", "too long", { what: "repair", text: "x".repeat(2001) }],
    ["request", "contact", "too long", { what: "repair", text: "x", contact: "x".repeat(256) }],
    ["place", "place", "Please say", {}],
    ["place", "place", "too long", { place: "x".repeat(256) }],
  ])("a %s form is sent back with the trouble at its field %s: %s", async (name, field, told, fields) => {
    const { status, text } = await post(name, fields);
    expect(status).toBe(400);
    expect(text).toMatch(
      new RegExp(`name="${field}"[^<]*aria-invalid="true"[^<]*>[^<]*(</textarea>)?<span[^>]+>[^<]*${told}`),
    );
    expect(text.match(/aria-invalid="true"/g)).toHaveLength(1);
    expect(rig.handed).toEqual([]);
  });

  const typed = { what: "other", supply: "toner.magenta", text: "1\n</textarea><script>x</script>&", contact: '"><i>' };
  test.each([
    ["a wrong value", {}, { contact: `${typed.contact}${"x".repeat(255)}` }, 400],
    ["a token that is too old", { token: "guessed" }, {}, 403],
  ])("after %s the form is open and filled in as it was, hostile text too", async (_, changes, longer, status) => {
    const answer = await post("request", { ...typed, ...changes, ...longer });
    expect(answer.status).toBe(status);
    const [open = ""] = /<details open>.*?<\/details>/s.exec(answer.text) ?? [];
    expect(open).toContain(">\n1\n&lt;/textarea&gt;&lt;script&gt;x&lt;/script&gt;&amp;</textarea>");
    expect(open).toContain('name="contact" value="&quot;&gt;&lt;i&gt;');
    expect(open).toContain('<option value="other" selected>');
    expect(open).toContain('<option value="toner.magenta" selected>');
    expect(answer.text).not.toContain("/live.js");
  });

  test("the form that is shown again can be sent", async () => {
    const { text } = await post("place", { place: "here", token: "guessed" });
    token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? "";
    expect((await post("place", { place: "here" })).status).toBe(303);
  });

  test("when the device is gone, the person's words are not", async () => {
    const { devices } = rig.seen();
    rig.seen = () => ({ ...busySite(), devices: devices.slice(1) });
    const { status, text } = await post("request", { what: "repair", text: "It <squeaks>", contact: "Olia" });
    expect({ status, isTold: text.includes("does not know this device") }).toEqual({ status: 404, isTold: true });
    expect(text).toContain("\nIt &lt;squeaks&gt;\nOlia</textarea>");
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

  test("a form above 24 KB", async () => {
    expect((await post("request", { text: "x".repeat(25_000) })).status).toBe(413);
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
    rig.raw = async () => ({ failure: "unread.timeout" });
    expect((await post("raw", {})).text).toContain("No answer: it is off");
  });

  test("another site cannot have a device read", async () => {
    let reads = 0;
    rig.raw = async () => {
      reads += 1;
      return { failure: "unread.timeout" };
    };
    await post("raw", { token: "guessed" });
    await post("raw", {}, { origin: "https://evil.example" });
    expect(reads).toBe(0);
  });
});
