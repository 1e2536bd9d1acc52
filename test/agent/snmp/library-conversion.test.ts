import { expect, test } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { communityOf } from "../../../src/agent/snmp/library-conversion.ts";

test("the sessions of one credential hold one community, and no slab of Node's pool with it", () => {
  const credential = { version: "2c" as const, community: new Secret("пароль") };
  const community = communityOf(credential);
  expect(community.toString()).toBe("пароль");
  expect(communityOf(credential)).toBe(community);
  expect(community.buffer.byteLength).toBe(community.length);
});
