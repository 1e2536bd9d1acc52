import { failed, ok, type Result } from "../leaf/result.ts";
import type { UploadFailure } from "./central-port.ts";

/**
 * Asks central to end this agent's token, twice at most: the first answer may be lost on its way, and that central knows
 * the token no more is then the answer.
 */
export async function endToken(
  ask: () => Promise<Result<unknown, UploadFailure>>,
): Promise<Result<undefined, UploadFailure>> {
  const first = await ask();
  const last = first.ok || !first.failure.canRetry ? first : await ask();
  return last.ok || last.failure.kind === "unauthorized" ? ok(undefined) : failed(last.failure);
}
