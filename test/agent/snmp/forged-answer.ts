import { createHash, createHmac } from "node:crypto";
import { BerReader, readInteger, writeElement, writeInteger, writeOid } from "../../../src/simulator/ber.ts";

/** What stands around the PDU of an SNMPv3 message (RFC 3412 section 6, RFC 3414 section 2.4). */
export interface SecuredMessage {
  readonly msgId: Buffer;
  /** Bits auth and priv of msgFlags. */
  readonly flags: number;
  readonly engineId: Buffer;
  readonly boots: Buffer;
  readonly time: Buffer;
  readonly user: Buffer;
  /** The scoped PDU's content, or what it was encrypted to. */
  readonly scopedPdu: Buffer;
}

/** A value that a forger wants to be taken, in a response of which only what is given here is right. */
export interface Forgery {
  readonly oid: string;
  readonly text: string;
  /** Bits auth and priv of msgFlags. */
  readonly flags: number;
  /** Signs by HMAC-SHA-256 (RFC 7860) with this passphrase. */
  readonly authKey?: string;
}

const tags = { integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30, response: 0xa2 };
const digestLength = 24;
const expandedLength = 2 ** 20;
const longestMessage = 65_507;
const userSecurityModel = 3;

export const number = (value: number) => writeElement(tags.integer, writeInteger(value));
export const octets = (content: Buffer) => writeElement(tags.octets, content);
export const sequence = (...contents: readonly Buffer[]) => writeElement(tags.sequence, ...contents);

/** The bits auth and priv of a message. */
export function securityOf(message: Buffer): number {
  return readSecured(message).flags & 0b011;
}

/** The forged answer in the place of a true one: under the same msgID, from the same engine, at the same time. */
export function forgeFrom(truth: Buffer, { oid, text, flags, authKey }: Forgery): Buffer {
  const secured = readSecured(truth);
  const value = sequence(writeElement(tags.oid, writeOid(oid)), octets(Buffer.from(text)));
  const pdu = writeElement(tags.response, number(1), number(0), number(0), sequence(value));
  const scopedPdu = Buffer.concat([octets(secured.engineId), octets(Buffer.alloc(0)), pdu]);
  const key = authKey === undefined ? undefined : localKeyOf(authKey, secured.engineId);
  return writeSecured({ ...secured, flags, scopedPdu }, key);
}

/** @param localKey signs by HMAC-SHA-256 (RFC 7860); undefined: unsigned */
export function writeSecured(message: SecuredMessage, localKey?: Buffer): Buffer {
  const { msgId, flags, engineId, boots, time, user, scopedPdu } = message;
  const withDigest = (digest: Buffer) =>
    sequence(
      number(3),
      sequence(
        ...[writeElement(tags.integer, msgId), number(longestMessage)],
        ...[octets(Buffer.from([flags])), number(userSecurityModel)],
      ),
      octets(
        sequence(
          ...[octets(engineId), writeElement(tags.integer, boots), writeElement(tags.integer, time)],
          ...[octets(user), octets(digest), octets(Buffer.alloc(0))],
        ),
      ),
      sequence(scopedPdu),
    );
  if (localKey === undefined) return withDigest(Buffer.alloc(0));
  const blank = withDigest(Buffer.alloc(digestLength));
  return withDigest(createHmac("sha256", localKey).update(blank).digest().subarray(0, digestLength));
}

/** RFC 3414 section 2.6: the passphrase repeated to a megabyte, digested, and digested again for the engine. */
export function localKeyOf(passphrase: string, engineId: Buffer): Buffer {
  const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest();
  const key = sha256(Buffer.alloc(expandedLength, passphrase));
  return sha256(Buffer.concat([key, engineId, key]));
}

export function readSecured(message: Buffer): SecuredMessage {
  const whole = new BerReader(new BerReader(message).expect(tags.sequence));
  whole.expect(tags.integer);
  const header = new BerReader(whole.expect(tags.sequence));
  const msgId = header.expect(tags.integer);
  header.expect(tags.integer);
  const flags = readInteger(header.expect(tags.octets), -128, 127);
  const security = new BerReader(new BerReader(whole.expect(tags.octets)).expect(tags.sequence));
  const [engineId, boots, time, user] = [tags.octets, tags.integer, tags.integer, tags.octets].map((tag) =>
    Buffer.from(security.expect(tag)),
  );
  if (!engineId || !boots || !time || !user) throw new Error("a message without its engine");
  return { msgId, flags, engineId, boots, time, user, scopedPdu: whole.read().content };
}
