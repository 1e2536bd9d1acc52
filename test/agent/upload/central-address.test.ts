import { expect, test } from "vitest";
import { parseCentralAddress } from "../../../src/agent/upload/central-address.ts";

test.each([
  "https://central.example",
  "https://central.example:8443/upload/",
  "http://127.0.0.1:8080",
  "http://127.9.9.9",
  "http://localhost:1",
  "http://[::1]:1",
])("%s is allowed", (address) => {
  expect(parseCentralAddress(address).pathname.length).toBeGreaterThan(0);
});

test.each([
  "http://central.example",
  "http://127.evil.example",
  "http://localhost.evil.example",
  "http://10.0.0.1",
  "ftp://127.0.0.1",
  "https://user:word@central.example",
  "https://central.example/?a=1",
  "central.example",
  "",
])("%s is refused", (address) => {
  expect(() => parseCentralAddress(address)).toThrow(/central/);
});
