import type { EnrolmentRequest } from "../../contract/enrolment.ts";
import { ok, type Result } from "../leaf/result.ts";
import { Secret } from "../leaf/secret.ts";
import type { Central, UploadFailure } from "./central-port.ts";
import { type Credential, writeCredential } from "./credential-file.ts";

/**
 * Trades the one-time code for a credential and stores it. After an answer that was lost it is to be called again with
 * the same key: central then knows whom it answered.
 */
export async function enrol(
  central: Central,
  credentialPath: string,
  request: EnrolmentRequest,
  signal: AbortSignal,
): Promise<Result<Credential, UploadFailure>> {
  const answer = await central.enrol(request, signal);
  if (!answer.ok) return answer;
  const { agent, site, token, serviceKey } = answer.value;
  const credential: Credential = {
    ...{ agent, site, token: new Secret(token) },
    ...(serviceKey !== undefined && { serviceKey }),
  };
  writeCredential(credentialPath, credential);
  return ok(credential);
}
