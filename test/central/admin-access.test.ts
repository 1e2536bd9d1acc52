import { describe, expect, test } from "vitest";
import { isLoopbackHost, judgeAdmin } from "../../src/central/admin-access.ts";

const token = "a-long-admin-token";
const local = { isLoopback: true, token: null };

describe("the admin side", () => {
  test.each([
    { who: "this machine by number", settings: local, url: "http://127.0.0.1:8443/", verdict: "allowed" },
    { who: "this machine by name", settings: local, url: "http://localhost:8443/", verdict: "allowed" },
    { who: "this machine by IPv6", settings: local, url: "http://[::1]:8443/", verdict: "allowed" },
    { who: "a foreign name for this machine", settings: local, url: "http://evil.example/", verdict: "misdirected" },
    {
      who: "a name that begins like ours",
      settings: local,
      url: "http://127.0.0.1.evil.example/",
      verdict: "misdirected",
    },
    {
      who: "a proxy's client",
      settings: local,
      url: "http://localhost/",
      headers: { via: "1.1 p" },
      verdict: "forbidden",
    },
    {
      who: "anybody, open without a token",
      settings: { isLoopback: false, token: null },
      url: "http://localhost/",
      verdict: "forbidden",
    },
    {
      who: "anybody without the token",
      settings: { isLoopback: true, token },
      url: "http://localhost/",
      verdict: "unauthorized",
    },
    {
      who: "a wrong token",
      settings: { isLoopback: false, token },
      url: "https://c/",
      headers: { authorization: "Bearer x" },
      verdict: "unauthorized",
    },
    {
      who: "the token",
      settings: { isLoopback: false, token },
      url: "https://c/",
      headers: { authorization: `bearer ${token}` },
      verdict: "allowed",
    },
    {
      who: "a password without a user",
      settings: { isLoopback: false, token },
      url: "https://c/",
      headers: { authorization: `Basic ${btoa(`:${token}`)}` },
      verdict: "allowed",
    },
  ])("answers $who: $verdict", ({ settings, url, headers, verdict }) => {
    expect(judgeAdmin(settings, new URL(url), new Headers(headers))).toBe(verdict);
  });
});

test.each([
  ["127.0.0.1", true],
  ["127.8.9.10", true],
  ["localhost", true],
  ["::1", true],
  ["0.0.0.0", false],
  ["::", false],
  ["192.0.2.1", false],
  ["127.0.0.1.example", false],
])("%s reaches this machine only: %s", (host, is) => {
  expect(isLoopbackHost(host)).toBe(is);
});
