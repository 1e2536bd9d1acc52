import { failed, ok, type Result } from "../leaf/result.ts";

/** The first place where a text is not JSON. It never quotes a value: that could be a secret. */
export interface JsonMistake {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count. */
  readonly column: number;
  /** What should stand there. */
  readonly remedy: string;
}

type Expected = "value" | "value or ]" | "name" | "name or }" | "colon" | "comma or end" | "end";

/** An object or list that is not closed yet. */
interface Frame {
  /** Names that stood in it so far; undefined: it is a list. */
  readonly names: Set<string> | undefined;
}

const blanks = /[ \t\r\n]*/y;
/** A sign of JSON, a text on one line, or a word up to the next of these. */
const word = /[{}[\]:,]|"(?:[^"\\\n]|\\.)*"|[^\s{}[\]:,"]+/y;
const longestNameShown = 64;

/**
 * Reads JSON (RFC 8259). Two things more than its parser: the place of a mistake, and that no name stands twice in an
 * object, where the parser would silently take the last one.
 */
export function parseJson(text: string): Result<unknown, JsonMistake> {
  const mistake = findMistake(text);
  if (mistake !== undefined) return failed({ ...placeOf(text, mistake.offset), remedy: mistake.remedy });
  return ok(JSON.parse(text));
}

function placeOf(text: string, offset: number): Pick<JsonMistake, "line" | "column"> {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

function findMistake(text: string): { readonly offset: number; readonly remedy: string } | undefined {
  const open: Frame[] = [];
  let expected: Expected = "value";
  for (let offset = skipBlanks(text, 0); offset < text.length; ) {
    word.lastIndex = offset;
    const token = word.exec(text)?.[0];
    const next: Expected | { readonly remedy: string } =
      token === undefined ? { remedy: "end this text with a double quote on its line" } : take(token, expected, open);
    if (typeof next === "object") return { offset, ...next };
    expected = next;
    offset = skipBlanks(text, offset + (token?.length ?? 0));
  }
  return expected === "end" ? undefined : { offset: text.length, remedy: `${describe(expected, open)} is missing` };
}

function skipBlanks(text: string, offset: number): number {
  blanks.lastIndex = offset;
  return offset + (blanks.exec(text)?.[0].length ?? 0);
}

/** What is expected after the token, or what should stand in its place. */
function take(token: string, expected: Expected, open: Frame[]): Expected | { readonly remedy: string } {
  const names = open.at(-1)?.names;
  const closing = open.length === 0 ? undefined : names ? "}" : "]";
  if (token === closing && (expected === "comma or end" || expected.endsWith(closing))) {
    open.pop();
    return afterValue(open);
  }
  if (expected === "value" || expected === "value or ]") return takeValue(token, open);
  if (names && (expected === "name" || expected === "name or }") && token.startsWith('"'))
    return takeName(token, names);
  if (expected === "colon" && token === ":") return "value";
  if (expected === "comma or end" && token === ",") return names ? "name" : "value";
  return { remedy: `${describe(expected, open)} should stand here` };
}

function takeValue(token: string, open: Frame[]): Expected | { readonly remedy: string } {
  if (token === "{" || token === "[") {
    open.push({ names: token === "{" ? new Set() : undefined });
    return token === "{" ? "name or }" : "value or ]";
  }
  if (isJson(token)) return afterValue(open);
  return token.startsWith('"')
    ? { remedy: "write a backslash in this text as \\\\" }
    : { remedy: `${describe("value", open)} should stand here` };
}

function takeName(token: string, names: Set<string>): Expected | { readonly remedy: string } {
  if (names.has(token)) return { remedy: `${token.slice(0, longestNameShown)} stands twice; take one of them out` };
  names.add(token);
  return isJson(token) ? "colon" : { remedy: "write a backslash in this name as \\\\" };
}

function afterValue(open: readonly Frame[]): Expected {
  return open.length === 0 ? "end" : "comma or end";
}

function isJson(token: string): boolean {
  try {
    JSON.parse(token);
    return true;
  } catch {
    return false;
  }
}

function describe(expected: Expected, open: readonly Frame[]): string {
  if (expected === "comma or end") return open.at(-1)?.names ? "a comma or }" : "a comma or ]";
  if (expected === "value") return 'a value ("text", number, true, false, null, {…} or […])';
  if (expected === "value or ]") return "a value or ]";
  if (expected === "end") return "nothing more";
  if (expected === "colon") return "a colon";
  return expected === "name" ? "a name in double quotes" : "a name in double quotes or }";
}
