import { readFileSync } from "node:fs";
import { projectFile } from "../src/agent/leaf/project-files.ts";
import type { SnmpValue } from "../src/agent/leaf/varbind.ts";
import { type Answer, type Answers, collectAnswers } from "../src/agent/profile/answers.ts";
import { loadMibs } from "../src/agent/profile/load-mibs.ts";
import {
  parseRecording,
  type Recording,
  RecordingError,
  readRecording,
  recordingPath,
} from "../src/simulator/snmprec.ts";
import type { Value } from "../src/simulator/value.ts";

export const library = loadMibs(projectFile("mibs"));

const objectsByOid = new Map([...library.objects.values()].map((object) => [object.oid, object.name]));

/** What a complete poll of a recording answers, without the wire between: for tests of what the values mean. */
export function recordedAnswers(recording: string): Answers {
  const path = recording.endsWith(".snmprec") ? recording : recordingPath(recording);
  return nameAnswers(readRecording(path));
}

/**
 * The answers of a recording made in the field, where a line may be broken (a speed written in hexadecimal). The device
 * answered all the other lines, so the broken ones are left out and told; the parser itself stays strict.
 */
export function fieldAnswers(path: string): { readonly answers: Answers; readonly brokenLines: readonly number[] } {
  const brokenLines: number[] = [];
  const recording = readFileSync(path, "latin1")
    .split("\n")
    .flatMap((line, index) => {
      if (line.trim() === "" || line.startsWith("#")) return [];
      try {
        return parseRecording(line, path);
      } catch (error) {
        if (!(error instanceof RecordingError)) throw error;
        brokenLines.push(index + 1);
        return [];
      }
    });
  return { answers: nameAnswers(recording), brokenLines };
}

function nameAnswers(recording: Recording): Answers {
  return collectAnswers(recording.flatMap(({ oid, value }) => nameAnswer(oid, toSnmpValue(value))));
}

function nameAnswer(oid: string, value: SnmpValue): readonly Answer[] {
  for (let end = oid.lastIndexOf("."); end > 0; end = oid.lastIndexOf(".", end - 1)) {
    const object = objectsByOid.get(oid.slice(0, end));
    if (object !== undefined) return [{ object, instance: oid.slice(end + 1), value }];
  }
  return [];
}

/** A value of the simulator as the agent's wire would hand it over. */
export function toSnmpValue(value: Value): SnmpValue {
  switch (value.type) {
    case "ipAddress":
      return { type: "ipAddress", value: value.value.join(".") };
    case "octets":
    case "opaque":
      return { type: value.type, value: value.value };
    case "null":
    case "noSuchObject":
    case "noSuchInstance":
    case "endOfMibView":
      return { type: value.type, value: null };
    default:
      return value;
  }
}
