import { describe, expect, test } from "vitest";
import { cookieNamed, SessionMint, sessionMs } from "../../../../src/agent/status/door/session.ts";

const mint = new SessionMint("a key that nobody knows");
const session = mint.open("local", "drawn", 1000);

describe("a session", () => {
  test("is open until its end", () => {
    expect(mint.isOpen("local", session, 1000 + sessionMs - 1)).toBe(true);
    expect(mint.isOpen("local", session, 1000 + sessionMs)).toBe(false);
  });

  test("of this machine does not open the way from the network", () => {
    expect(mint.isOpen("network", session, 1000)).toBe(false);
  });

  test("ends with the key", () => {
    expect(new SessionMint("another key").isOpen("local", session, 1000)).toBe(false);
  });

  test.each(["", ".", "drawn", "drawn.99999999999", `drawn.${Number.MAX_SAFE_INTEGER}.${session.split(".")[2]}`])(
    "is not made up: %s",
    (forged) => {
      expect(mint.isOpen("local", forged, 1000)).toBe(false);
    },
  );

  test("has a form token of its own", () => {
    expect(mint.isFormToken(session, mint.formToken(session))).toBe(true);
    expect(mint.isFormToken(session, mint.formToken(mint.open("local", "other", 1000)))).toBe(false);
    expect(mint.isFormToken(session, "")).toBe(false);
  });
});

test.each([
  ["a=1; b=2", "b", "2"],
  ["ab=1", "b", undefined],
  ["b=", "b", ""],
  [undefined, "b", undefined],
])("in %s the cookie %s is %s", (header, name, value) => {
  expect(cookieNamed(name, header)).toBe(value);
});
