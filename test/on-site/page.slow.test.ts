import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AgentSnapshot } from "../../src/agent/status/agent-snapshot.ts";
import { busySite, device, reading, snapshot, toner } from "../agent/status/invented-site.ts";
import { busyPast, PageRig } from "../agent/status/page-rig.ts";
import { describeNeeding, findProgram } from "../needs.ts";

const devicePath = "/devices/d-0000000000000001";
const views = ["/", devicePath, `${devicePath}/raw`, "/counters", "/login"];
const phone = { width: 360, height: 740 };
const desk = { width: 1280, height: 900 };

describeNeeding("the page in a real browser", ["chromium"], () => {
  let browser: Browser;
  let rig: PageRig;
  let url: URL;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    rig = new PageRig();
    url = await rig.start();
    complaints = [];
  });
  afterEach(() => rig.stop());

  /** A tab of a fresh browser; whatever the browser complains of is kept. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: desk, ...options });
    const page = await context.newPage();
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(new URL(path, url).href);
    return page;
  }

  const overflow = (page: Page) =>
    page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

  describe.each(["en", "uk"])("in the language %s", (language) => {
    test.each(views)("%s is drawn without a complaint, and fits a telephone", async (path) => {
      const page = await open(`${path}?lang=${language}`, { viewport: phone, colorScheme: "dark" });
      expect(await page.getAttribute("html", "lang")).toBe(language);
      expect(await page.textContent("h1")).not.toBe("");
      expect(await overflow(page)).toBe(0);
      const bare = await page.$$eval("input:not([type=hidden]), select, textarea, button", (fields) =>
        fields.filter((field) => !field.labels?.length && !field.getAttribute("aria-label") && !field.textContent),
      );
      expect(bare).toEqual([]);
      expect(await page.evaluate(brokenNumbers)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    test("the other language is one link away, on the same page", async () => {
      const page = await open(`/?show=silent&lang=${language}`);
      await page.click("header nav a");
      expect(await page.getAttribute("html", "lang")).toBe(language === "en" ? "uk" : "en");
      expect(page.url()).toContain("show=silent");
      await page.context().close();
    });
  });

  test("words that carry meaning have contrast, in light and dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await open("/?lang=en", { colorScheme });
      expect(await page.evaluate(worstContrast), colorScheme).toBeGreaterThan(4.5);
      await page.context().close();
    }
  });

  test("a person with a keyboard alone finds a device and hands in a request", async () => {
    const page = await open("/?lang=en");
    const focused = () => page.evaluate("document.activeElement.outerHTML.slice(0, 200)");
    const tabTo = async (wanted: string) => {
      for (let steps = 0; steps < 80; steps += 1) {
        await page.keyboard.press("Tab");
        if (String(await focused()).includes(wanted)) return;
      }
      throw new Error(`no way to ${wanted} with the tabulator`);
    };
    await page.keyboard.press("Tab");
    expect(await focused()).toContain("To the content");
    await tabTo(`href="${devicePath}`);
    await Promise.all([page.waitForURL(`**${devicePath}*`), page.keyboard.press("Enter")]);
    await tabTo("Ask for toner or repair");
    await page.keyboard.press("Enter");
    await tabTo("<textarea");
    await page.keyboard.type("Squeaks when it prints");
    await tabTo("<button");
    await Promise.all([page.waitForURL("**done=form*"), page.keyboard.press("Enter")]);
    expect(await page.textContent("[role=status].done")).toContain("Taken");
    expect(rig.handed[0]?.kind === "request" && rig.handed[0].body.text).toBe("Squeaks when it prints");
    await page.context().close();
  });

  test("the page refreshes itself and leaves scroll, focus, details and a half-filled form alone", async () => {
    const page = await open(`${devicePath}?lang=en`);
    await page.click("summary:has-text('Ask for toner')");
    await page.fill("textarea", "half a sentence");
    await page.evaluate("window.scrollTo(0, 400)");
    await page.focus("textarea");
    const scrolled = await page.evaluate("window.scrollY");
    rig.seen = () => snapshot({ devices: [device({ reading: reading({ supplies: [toner("cyan", 33)] }) })] });
    await page.evaluate("refresh()");
    expect(await page.textContent(".levels")).toContain("33%");
    expect(await page.inputValue("textarea")).toBe("half a sentence");
    expect(await page.evaluate("document.activeElement.name")).toBe("text");
    expect(await page.evaluate("document.querySelector('form').closest('details').open")).toBe(true);
    expect(await page.evaluate("window.scrollY")).toBe(scrolled);
    await page.context().close();
  });

  test("a page whose agent went away says that it is not fresh", async () => {
    const page = await open("/?lang=en");
    await rig.stop();
    await page.evaluate("refresh()");
    expect(await page.isVisible("text=The agent does not answer")).toBe(true);
    await rig.start(Number(url.port));
    await page.evaluate("refresh()");
    expect(await page.isVisible("#stale")).toBe(false);
    await page.context().close();
  });

  test("without scripts everything is there, and the page refreshes as a whole", async () => {
    const page = await open("/?lang=en", { javaScriptEnabled: false });
    expect(await page.locator("article").count()).toBe(4);
    expect(await page.content()).toContain('http-equiv="refresh"');
    await page.context().close();
  });

  test.each(views.slice(0, 4))("texts that a hostile device could tell do nothing on %s", async (path) => {
    rig.seen = () => hostileSite();
    rig.past = { ...busyPast(), alerts: busyPast().alerts.map((past) => ({ ...past, text: evil, code: evil })) };
    const page = await open(`${path}?lang=uk`, { viewport: phone });
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    expect(await page.locator("img, iframe, object, main script").count()).toBe(0);
    expect(await page.evaluate("document.body.textContent.includes('\\u202E')")).toBe(false);
    expect(await overflow(page)).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("what a hostile device tells on request does nothing either", async () => {
    const provenance = { [evil.slice(0, 128)]: { oid: evil.slice(0, 255), raw: evil.slice(0, 1024) } };
    rig.raw = async () => ({ reading: reading({ provenance }) });
    const page = await open(`${devicePath}/raw?lang=en`);
    await page.click("button");
    await page.waitForSelector("table");
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  describe("another site", () => {
    let evilSite: Server;
    let evilUrl: string;

    beforeEach(async () => {
      evilSite = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end("<p>evil</p>"));
      await new Promise<void>((resolve) => evilSite.listen(0, "127.0.0.1", resolve));
      evilUrl = `http://127.0.0.1:${(evilSite.address() as AddressInfo).port}/`; // Of TCP this is what Node gives.
    });
    afterEach(() => {
      evilSite.closeAllConnections();
      evilSite.close();
    });

    test("cannot send a form, not even one with the visitor's session", async () => {
      const page = await open(devicePath);
      await page.goto(evilUrl);
      const sent = page.waitForResponse((answer) => answer.url().startsWith(url.href));
      await page.evaluate(`{
        const form = document.createElement("form");
        form.method = "post"; form.action = "${url.origin}${devicePath}/place";
        form.innerHTML = "<input name=place value=elsewhere>";
        document.body.append(form); form.submit();
      }`);
      expect((await sent).status()).toBe(403);
      expect(rig.handed).toEqual([]);
      await page.context().close();
    });

    test("can neither fetch nor frame nor run anything of the page", async () => {
      const page = await open(devicePath);
      await page.goto(evilUrl);
      const fetched = page.evaluate(
        `fetch("${url.href}api/snapshot", { credentials: "include" }).then(() => "read", () => "refused")`,
      );
      expect(await fetched).toBe("refused");
      const opaque = page.evaluate(`fetch("${url.href}", { mode: "no-cors" }).then(() => "read", () => "refused")`);
      expect(await opaque).toBe("refused");
      const framed = page.waitForResponse((answer) => answer.url().startsWith(url.href));
      await page.evaluate(
        `{ const frame = document.createElement("iframe"); frame.src = "${url.href}"; document.body.append(frame); }`,
      );
      expect((await framed).headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
      await expect.poll(() => page.frames().map((frame) => frame.url())).toContain("chrome-error://chromewebdata/");
      await page.context().close();
    });

    test("that binds its name to this machine gets nothing (DNS rebinding)", async () => {
      const rebound = await launch("--host-resolver-rules=MAP evil.example 127.0.0.1");
      const page = await rebound.newPage();
      const answer = await page.goto(`http://evil.example:${url.port}/`);
      expect(answer?.status()).toBe(421);
      expect(await page.content()).not.toContain("UA-104217");
      await rebound.close();
    });
  });

  test("a form that was refused comes back as it was filled in, with the trouble at its field", async () => {
    const page = await open(`${devicePath}?lang=uk`, { viewport: phone });
    await page.click("summary:has-text('Замовити')");
    await page.selectOption("[name=what]", "repair");
    await page.selectOption("[name=supply]", "toner.yellow");
    // The browser's own bound is taken away, as another browser's may be.
    await page.evaluate("document.querySelector('textarea').removeAttribute('maxlength')");
    const words = `\nПерший рядок\n  другий\n</textarea>${evil}`.replace("\u0000", "");
    await page.fill("textarea", words);
    await page.fill("[action*='/request'] [name=contact]", 'Оля "><b>');
    await page.click("[action*='/request'] button");
    await page.waitForSelector("[aria-invalid]");
    expect(await page.inputValue("textarea")).toBe(words);
    expect(await page.inputValue("[action*='/request'] [name=contact]")).toBe('Оля "><b>');
    expect(await page.inputValue("[name=what]")).toBe("repair");
    expect(await page.inputValue("[name=supply]")).toBe("toner.yellow");
    expect(await page.evaluate("document.activeElement.name")).toBe("text");
    expect(await page.textContent("textarea + [role=alert]")).toBe("Текст задовгий.");
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    expect(await overflow(page)).toBe(0);
    await page.fill("textarea", "Коротко");
    await Promise.all([page.waitForURL("**done=form*"), page.click("[action*='/request'] button")]);
    expect(rig.handed[0]).toMatchObject({ body: { what: "repair", text: "Коротко", contact: 'Оля "><b>' } });
    expect(complaints.filter((text) => !text.includes("400"))).toEqual([]);
    await page.context().close();
  });

  test("a form from before the agent's restart is shown again and can be sent", async () => {
    const page = await open(`${devicePath}?lang=en`);
    await page.click("summary:has-text('Another place')");
    await page.fill("[name=place]", "3rd floor");
    await rig.stop();
    await rig.start(Number(url.port));
    await page.click("[action*='/place'] button");
    await page.waitForSelector("text=The page was too old");
    expect(await page.inputValue("[name=place]")).toBe("3rd floor");
    expect(await page.evaluate("document.activeElement.closest('form').action")).toContain("/place");
    await Promise.all([page.waitForURL("**done=form*"), page.click("[action*='/place'] button")]);
    expect(rig.handed).toMatchObject([{ body: { what: "placeChange", place: "3rd floor" } }]);
    await page.context().close();
  });

  test("the counters print on A4, each device whole with its code", async () => {
    const devices = Array.from({ length: 20 }, (_, index) => device({ uid: `d-${index}`, si: `UA-${100 + index}` }));
    rig.seen = () => snapshot({ devices });
    const page = await open("/counters?lang=uk");
    await page.emulateMedia({ media: "print" });
    expect(await page.isVisible("nav")).toBe(false);
    expect(await page.locator("article svg").count()).toBe(20);
    const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(paper).toMatch(/\/MediaBox \[0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\]/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("a site of a thousand devices comes in pages, small and quick", async () => {
    const devices = Array.from({ length: 1000 }, (_, index) =>
      device({ uid: `d-${index}`, si: `UA-${String(index).padStart(4, "0")}`, reading: reading({ parts: [] }) }),
    );
    rig.seen = () => snapshot({ devices });
    const page = await open("/?lang=en");
    expect(await page.locator("article").count()).toBe(48);
    expect((await page.content()).length).toBeLessThan(250_000);
    await page.click("nav.pages a:last-of-type");
    expect(await page.textContent("nav.pages")).toContain("2 / 21");
    await page.fill("input[type=search]", "UA-0777");
    await page.keyboard.press("Enter");
    await page.waitForURL("**q=UA-0777*");
    expect(await page.locator("article").count()).toBe(1);
    await page.context().close();
  });
});

/** Without its sandbox, which neither root nor most containers have: all that it opens is our own. */
function launch(...more: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: findProgram("chromium") ?? "", args: ["--no-sandbox", ...more] });
}

const evil = `<script>window.hacked=1</script>"'><img src=x onerror="window.hacked=1"><svg onload=alert(1)>\u202Etxt.exe\u0000${"W".repeat(10_000)}`;

/** Every text that a device chooses is hostile. */
function hostileSite(): AgentSnapshot {
  const { supplies = [], alerts = [] } = busySite().devices[0]?.reading ?? {};
  const identity = { ...reading().device, model: evil, serial: evil, location: evil, hostName: evil };
  const told = reading({
    device: { ...identity, firmware: [{ name: evil, version: evil }] },
    supplies: supplies.map((supply) => ({ ...supply, kind: "otherSupply", description: evil })),
    alerts: alerts.map((alert) => ({ ...alert, text: evil })),
    status: {
      ...{ device: "running", printer: "idle", errors: [evil], asleep: false, console: [evil] },
      covers: [{ description: evil, state: "coverOpen" }],
      trays: [{ name: evil, sheets: 1, capacity: 2 }],
    },
  });
  const hostile = device({ model: evil, serial: evil, location: evil, si: evil, reading: told });
  return snapshot({
    siteName: evil,
    devices: [hostile],
    otherPrinters: [{ address: "192.0.2.1", model: evil, seenAt: hostile.lastContactAt ?? "" }],
  });
}

/** Numbers that do not stand on one line. */
const brokenNumbers = `[...document.querySelectorAll("td:last-child")].filter((cell) => {
  const text = document.createRange();
  text.selectNodeContents(cell);
  return /^[\\d\\s.,]+$/.test(cell.textContent) && text.getBoundingClientRect().height > 30;
}).map((cell) => cell.textContent)`;

/** The least contrast between a text and what it stands on (WCAG 2.2, 1.4.3), looked for in the browser. */
const worstContrast = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if (color[3] !== 0) return color;
    }
    return [255, 255, 255];
  };
  const isText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
  const ratios = [...document.querySelectorAll("body *")].filter((element) => isText(element) && element.offsetParent)
    .map((element) => {
      const pair = [luminance(channels(getComputedStyle(element).color)), luminance(ground(element))];
      return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    });
  return Math.min(...ratios);
})()`;
