import { expect, test } from "vitest";
import { proxyOf, readProxy, takePasswordOut } from "../../../../src/agent/cli/setup/proxy-answer.ts";

test.each([
  ["http://proxy:3128", "http://proxy:3128", null],
  ["http://joe@proxy:3128", "http://joe@proxy:3128", null],
  ["http://joe:se%40cret@proxy:3128", "http://joe@proxy:3128", "se@cret"],
  ["http://joe:50%@proxy:3128", "http://joe@proxy:3128", "50%"],
  ["no address", "no address", null],
])("of %s the password goes its own way", (address, proxyUrl, proxyPassword) => {
  expect(readProxy(address)).toEqual({ proxyUrl, proxyPassword });
});

test("a password given apart goes before the one in the address", () => {
  const answers = { proxyUrl: "http://joe:old@proxy:1", proxyPassword: "new" };
  expect(takePasswordOut(answers)).toEqual({ proxyUrl: "http://joe@proxy:1", proxyPassword: "new" });
});

test.each([
  [{ HTTPS_PROXY: "http://proxy:3128/" }, "http://proxy:3128"],
  [{ HTTPS_PROXY: "", https_proxy: "http://proxy:1" }, "http://proxy:1"],
  [{ HTTPS_PROXY: "socks5://proxy:1" }, null],
  [{ HTTP_PROXY: "http://proxy:1" }, null],
  [{}, null],
])("the environment %j names %s", (environment, proxy) => {
  expect(proxyOf(environment)).toBe(proxy);
});
