import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Secret } from "../../src/agent/leaf/secret.ts";
import { PageRig } from "../agent/status/page-rig.ts";
import { type KeyPair, TestAuthority } from "../agent/upload/test-certificates.ts";
import { describeNeeding, findProgram } from "../needs.ts";

const password = "a password for tests";
const devicePath = "devices/d-0000000000000001";

describeNeeding("the page's way in from the network, in a real browser", ["chromium", "openssl"], () => {
  let folder: string;
  let identity: KeyPair;
  let browser: Browser;
  let rig: PageRig;
  let local: URL;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "network-page-"));
    identity = new TestAuthority(folder).issue("page", "IP:127.0.0.1,DNS:mfp.example");
    const rules = "--host-resolver-rules=MAP mfp.example 127.0.0.1, MAP evil.example 127.0.0.1";
    // Without its sandbox, which neither root nor most containers have: all that it opens is our own.
    browser = await chromium.launch({ executablePath: findProgram("chromium") ?? "", args: ["--no-sandbox", rules] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    rig = new PageRig();
    rig.network = {
      ...{ host: "127.0.0.1", port: 0, names: ["mfp.example"], password: new Secret(password) },
      identity: { certificate: identity.cert, key: identity.key },
    };
    local = await rig.start();
    url = rig.logged[0]?.split(" ")[1] ?? "";
  });
  afterEach(() => rig.stop());

  /** A tab of a fresh browser that takes the test's own certificate. */
  async function open(address = url, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-GB", ...options });
    const page = await context.newPage();
    await page.goto(address);
    return page;
  }

  async function login(page: Page, word = password): Promise<void> {
    await page.fill("input[type=password]", word);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  }

  test("nobody comes in by a certificate that the browser does not know", async () => {
    await expect(open(url, { ignoreHTTPSErrors: false })).rejects.toThrow("ERR_CERT_AUTHORITY_INVALID");
  });

  test.each([
    ["uk-UA", "Пароль неправильний.", "Вийти"],
    ["en-GB", "This is not the password.", "Log out"],
  ])("in %s: the login, a wrong password, the right one, and out again", async (locale, wrong, leave) => {
    const page = await open(url, { locale, viewport: { width: 360, height: 740 } });
    expect(page.url()).toContain("/login");
    expect(await page.content()).not.toMatch(/UA-|bizhub|Lviv/);
    await login(page, "a password for test");
    expect(await page.textContent("[role=alert]")).toBe(wrong);
    expect(await page.context().cookies()).toEqual([]);
    await login(page);
    expect(await page.textContent("main")).toContain("UA-104217");
    for (const path of ["", devicePath, `${devicePath}/raw`]) {
      await page.goto(url + path);
      expect(await page.isVisible(`header button:has-text("${leave}")`), path).toBe(true);
      expect(
        await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
        path,
      ).toBe(0);
    }
    await Promise.all([page.waitForURL("**/login*"), page.click(`text=${leave}`)]);
    expect(await page.context().cookies()).toEqual([]);
    await page.goto(url);
    expect(page.url()).toContain("/login");
    await page.context().close();
  });

  test("the cookie is for this page alone, and not for scripts or plain HTTP", async () => {
    const page = await open();
    await login(page);
    const [cookie, ...others] = await page.context().cookies();
    expect(cookie).toMatchObject({ domain: "127.0.0.1", path: "/", httpOnly: true, secure: true, sameSite: "Strict" });
    expect(others).toEqual([]);
    expect(await page.evaluate("document.cookie")).toBe("");
    const copied = `${cookie?.name}=${cookie?.value}`.replace(/^mfp-agent-\d+/, `mfp-agent-${local.port}`);
    const answer = await fetch(local, { headers: { cookie: copied } });
    expect(answer.headers.get("set-cookie"), "the other door takes it for none").not.toBeNull();
    await page.context().close();
  });

  test("who guesses waits, with the right password too, and is let in afterwards", async () => {
    const page = await open();
    for (let guess = 0; guess < 5; guess += 1) await login(page, `guess ${guess}`);
    await login(page);
    expect(await page.textContent("[role=alert]")).toContain("Too many wrong tries");
    rig.nowMs += 30_000;
    await login(page);
    expect(await page.textContent("main")).toContain("UA-104217");
    await page.context().close();
  });

  test("a form is handed in, and one whose session ended gives back what was typed", async () => {
    const page = await open("about:blank");
    await page.goto(url.replace("127.0.0.1", "mfp.example"));
    await login(page);
    await page.goto(`${url.replace("127.0.0.1", "mfp.example")}${devicePath}?lang=en`);
    const write = async (words: string) => {
      await page.click("summary:has-text('Ask for toner')");
      await page.selectOption("[name=what]", "repair");
      await page.fill("textarea", words);
      await page.click("[action*='/request'] button");
    };
    await write("It squeaks");
    await page.waitForURL("**done=form*");
    expect(rig.handed).toMatchObject([{ kind: "request", body: { what: "repair", text: "It squeaks" } }]);
    rig.nowMs += 13 * 3_600_000;
    await write("It <b>squeaks</b> again");
    await page.waitForSelector("input[type=password]");
    expect(await page.inputValue("textarea[readonly]")).toBe("It <b>squeaks</b> again");
    expect(rig.handed).toHaveLength(1);
    await page.context().close();
  });

  test("a foreign name for this machine gets nothing (DNS rebinding), not even with the password", async () => {
    const page = await open("about:blank");
    const foreign = url.replace("127.0.0.1", "evil.example");
    for (const path of ["", "login", "api/snapshot", "healthz"]) {
      expect((await page.goto(foreign + path))?.status(), path).toBe(421);
    }
    const sent = page.waitForResponse((answer) => answer.url().endsWith("/login"));
    await page.evaluate(`{
      const form = document.createElement("form");
      form.method = "post"; form.action = "/login";
      form.innerHTML = "<input name=password value='${password}'>";
      document.body.append(form); form.submit();
    }`);
    expect((await sent).status()).toBe(421);
    expect(await page.context().cookies()).toEqual([]);
    await page.context().close();
  });
});
