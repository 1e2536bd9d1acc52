import { expect, test } from "vitest";
import { checkAnswers } from "../../../../src/agent/cli/setup/answers.ts";
import { draftConfig, withoutCode } from "../../../../src/agent/cli/setup/draft-config.ts";
import { AgentError } from "../../../../src/agent/leaf/errors.ts";

const nothing = { config: {}, secrets: {} };
const answers = (more: object = {}) =>
  checkAnswers({ siteName: "Office", ranges: [{ addresses: "192.168.1.0/24" }], ...more }, (finding) => finding);

test("a fresh site gets what was answered and nothing else", () => {
  expect(draftConfig(answers(), nothing)).toEqual({
    config: {
      site: { name: "Office" },
      ranges: [{ addresses: "192.168.1.0/24", credentials: ["public"] }],
      credentials: {},
    },
    secrets: { credentials: {} },
  });
});

test("each community stands once in the secrets and never in the configuration", () => {
  const ranges = ["a", "b", "a"].map((community, index) => ({ addresses: `10.0.${index}.0/24`, community }));
  const { config, secrets } = draftConfig(answers({ ranges }), nothing);
  expect(config["ranges"]).toMatchObject([
    { credentials: ["community-1"] },
    { credentials: ["community-2"] },
    { credentials: ["community-1"] },
  ]);
  expect(secrets["credentials"]).toEqual({ "community-1": { community: "a" }, "community-2": { community: "b" } });
  expect(JSON.stringify(config)).not.toContain('"community":');
});

test("what was not asked stays: schedule, users of SNMPv3, ranges with their exclusions", () => {
  const present = {
    config: {
      site: { name: "Old", timeZone: "Europe/Warsaw" },
      schedule: { statusIntervalS: 30 },
      ranges: [{ addresses: "10.0.0.0/24", exclude: ["10.0.0.1"], credentials: ["secure", "public"] }],
      credentials: { secure: { version: "3", user: "u" } },
    },
    secrets: { credentials: { secure: { authKey: "k" } }, proxyPassword: "p" },
  };
  expect(draftConfig(answers({ ranges: null }), present)).toEqual({
    config: { ...present.config, site: { name: "Office", timeZone: "Europe/Warsaw" } },
    secrets: present.secrets,
  });
});

test("a community that has a name keeps it, and a new one never takes a name that is in use", () => {
  const present = {
    config: { credentials: { "community-1": { version: "2c" }, office: { version: "2c" } } },
    secrets: { credentials: { "community-1": { community: "other" }, office: { community: "a" } } },
  };
  const ranges = ["a", "b"].map((community, index) => ({ addresses: `10.0.${index}.0/24`, community }));
  const { config, secrets } = draftConfig(answers({ ranges }), present);
  expect(config["ranges"]).toMatchObject([{ credentials: ["office"] }, { credentials: ["community-2"] }]);
  expect(secrets["credentials"]).toMatchObject({
    "community-1": { community: "other" },
    "community-2": { community: "b" },
  });
});

test("a user's passwords and the proxy's stand in the secrets alone", () => {
  const reader = { version: "3", user: "u", auth: "sha256", authKey: "CANARY-1", priv: "aes", privKey: "CANARY-2" };
  const { config, secrets } = draftConfig(
    answers({
      centralUrl: "https://c.example",
      proxyUrl: "http://joe:CANARY-3@proxy:1",
      credentials: { reader },
      ranges: [{ addresses: "10.0.0.0/24", credentials: ["reader"] }],
    }),
    nothing,
  );
  expect(JSON.stringify(config)).not.toContain("CANARY");
  expect(config["credentials"]).toEqual({ reader: { version: "3", user: "u", auth: "sha256", priv: "aes" } });
  expect(secrets).toEqual({
    proxyPassword: "CANARY-3",
    credentials: { reader: { authKey: "CANARY-1", privKey: "CANARY-2" } },
  });
});

test("a used code is not kept", () => {
  expect(withoutCode({ enrolmentCode: "X", proxyPassword: "p" })).toEqual({ proxyPassword: "p" });
});

test("a yes to a broad search stands with the range that needs it, and with no other", () => {
  const ranges = ["10.0.0.0/16", "10.1.0.0/24"].map((addresses) => ({ addresses, isBroadRange: true }));
  expect(draftConfig(answers({ ranges }), nothing).config["ranges"]).toEqual([
    { addresses: "10.0.0.0/16", credentials: ["public"], isBroadRange: true },
    { addresses: "10.1.0.0/24", credentials: ["public"] },
  ]);
});

test("a range that cannot be searched is named with its place", () => {
  expect(() => answers({ ranges: [{ addresses: "8.8.8.0/24" }] })).toThrow(AgentError);
  expect(() => answers({ ranges: [{ addresses: "8.8.8.0/24" }] })).toThrow(/ranges\.0\.addresses: .*private network/);
});
