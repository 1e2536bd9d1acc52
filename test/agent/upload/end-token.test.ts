import { expect, test } from "vitest";
import { failed, ok } from "../../../src/agent/leaf/result.ts";
import { endToken } from "../../../src/agent/upload/end-token.ts";
import { uploadFailure } from "../../../src/agent/upload/failure.ts";

const reset = failed(uploadFailure("reset"));
const unknown = failed(uploadFailure("unauthorized"));
const tls = failed({ ...uploadFailure("tls"), canRetry: false });

test.each([
  { what: "an answer at once", answers: [ok({})], asked: 1, isEnded: true },
  { what: "a lost answer, and then that the token is unknown", answers: [reset, unknown], asked: 2, isEnded: true },
  { what: "that the token is unknown", answers: [unknown], asked: 1, isEnded: true },
  { what: "nothing, twice", answers: [reset, reset], asked: 2, isEnded: false },
  { what: "what no second try mends", answers: [tls], asked: 1, isEnded: false },
])("a token of which central answers $what: ended $isEnded", async ({ answers, asked, isEnded }) => {
  let count = 0;
  const outcome = await endToken(async () => answers[count++] ?? ok({}));
  expect({ asked: count, isEnded: outcome.ok }).toEqual({ asked, isEnded });
});
