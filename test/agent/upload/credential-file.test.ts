import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { readCredential, writeCredential } from "../../../src/agent/upload/credential-file.ts";
import { describeUnless } from "../../needs.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";

const token = "a-token-of-enough-letters";
const former = "the-token-before-that-one";

function path(): string {
  return join(temporaryFolder(onTestFinished), "credential.json");
}

describe("the credential", () => {
  test("is read back as it was written, for its owner only", () => {
    const file = path();
    const formerToken = new Secret(former);
    writeCredential(file, { agent: "ag-1", site: "Mill", token: new Secret(token), formerToken });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const credential = readCredential(file);
    expect(credential).toMatchObject({ agent: "ag-1", site: "Mill" });
    expect([credential?.token.reveal(), credential?.formerToken?.reveal()]).toEqual([token, former]);
    for (const secret of [token, former]) expect(JSON.stringify(credential)).not.toContain(secret);
  });

  test("needs no former token", () => {
    const file = path();
    writeCredential(file, { agent: "ag-1", site: "Mill", token: new Secret(token) });
    expect(readCredential(file)).not.toHaveProperty("formerToken");
  });

  test("is undefined before the enrolment", () => {
    expect(readCredential(path())).toBeUndefined();
  });

  test.each([`{"token":"${token}"`, `{"token":"${token}"}`, ""])(
    "is refused when damaged, without telling the token",
    (content) => {
      const file = path();
      writeFileSync(file, content, { mode: 0o600 });
      expect(readFileSync(file, "utf8")).toBe(content);
      expect(() => readCredential(file)).toThrow(/holds no credential/);
      expect(() => readCredential(file)).not.toThrow(new RegExp(token));
    },
  );
});

describeUnless("the credential's file", process.platform === "win32" ? "Windows has no modes of files" : "", () => {
  test.each([0o644, 0o640, 0o604])("is refused with mode %o", (mode) => {
    const file = path();
    writeCredential(file, { agent: "ag-1", site: "Mill", token: new Secret(token) });
    chmodSync(file, mode);
    expect(() => readCredential(file)).toThrow(/other users/);
  });
});
