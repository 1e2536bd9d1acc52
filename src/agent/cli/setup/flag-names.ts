/** Under which the one SNMPv3 user of the flags is kept. */
export const flagUser = "user-1";

/** Flags that stand for a part of an answer; any other answer has a flag of its own name. */
const partFlags: readonly (readonly [path: RegExp, flag: string])[] = [
  [/^ranges\.\d+\.exclude\.\d+$/, "--exclude"],
  [/^ranges\.\d+\.community$/, "--community"],
  [/^ranges\b.*/, "--range"],
  [new RegExp(`^credentials\\.${flagUser}\\.(auth|priv)Key$`), "--$1-key-file"],
  [new RegExp(`^credentials\\.${flagUser}\\.(user|context)$`), "--$1"],
  [new RegExp(`^credentials\\.${flagUser}$`), "--user"],
  [/^siNumbers\.(.+)$/, "--si $1"],
];
const yesFlags: readonly (readonly [setting: string, flag: string])[] = [
  ["isOwnPublicRange: true", "--own-public-range"],
  ["isBroadRange: true", "--broad-range"],
];

/** A finding about answers as the person gave them who wrote flags: `--broad-range` says yes, not `isBroadRange: true`. */
export function byFlags(finding: string): string {
  const [path = "", ...rest] = finding.split(": ");
  const said = yesFlags.reduce((text, [setting, flag]) => text.replaceAll(setting, flag), rest.join(": "));
  return `${flagOf(path)}: ${said}`;
}

/** As it is typed: `siteName` is `--site-name`. */
export function flagNamed(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function flagOf(path: string): string {
  const known = partFlags.find(([pattern]) => pattern.test(path));
  return known === undefined ? flagNamed(path) : path.replace(...known);
}
