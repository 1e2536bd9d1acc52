/** Seconds since 1970 in hexadecimal: enough for the next thirty thousand years. */
const secondsDigits = 10;
const wholeLength = 24;

/**
 * Names an epoch so that of two epochs of one agent the later one is the greater string: by that central knows which word
 * came after which, whatever the clocks said. The clock only helps where the epoch before is forgotten.
 * @param former the epoch before; undefined: there was none, or nobody knows it
 * @param name that nobody else has, at least 14 hexadecimal digits
 */
export function risingEpoch(former: string | undefined, wallMs: number, name: string): string {
  const after = Number.parseInt(former?.slice(0, secondsDigits) ?? "", 16) + 1;
  const seconds = Math.max(Math.floor(wallMs / 1000), Number.isNaN(after) ? 0 : after);
  const digits = seconds.toString(16).padStart(secondsDigits, "0");
  return `${digits}${name}`.slice(0, wholeLength);
}
