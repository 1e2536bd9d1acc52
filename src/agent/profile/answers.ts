import { hasValue, type SnmpValue } from "../leaf/varbind.ts";

/** The values of one object by instance (the part of the OID after the object), in the order of the device. */
export type Column = ReadonlyMap<string, SnmpValue>;

/**
 * What a device answered, by the object names of `mibs/`. Only real values are held: an object that was asked and not
 * there is simply absent.
 */
export type Answers = ReadonlyMap<string, Column>;

export interface Answer {
  readonly object: string;
  /** `0` for a scalar, `1.5` for row 5 of device 1. */
  readonly instance: string;
  readonly value: SnmpValue;
}

export const emptyColumn: Column = new Map();

export function collectAnswers(answers: Iterable<Answer>): Answers {
  const columns = new Map<string, Map<string, SnmpValue>>();
  for (const { object, instance, value } of answers) {
    if (!hasValue(value)) continue;
    const column = columns.get(object);
    if (column) column.set(instance, value);
    else columns.set(object, new Map([[instance, value]]));
  }
  return columns;
}

/** Later answers replace whole columns of earlier ones. */
export function mergeAnswers(earlier: Answers, ...later: readonly Answers[]): Answers {
  const merged = new Map(earlier);
  for (const answers of later) for (const [object, column] of answers) merged.set(object, column);
  return merged;
}

export function column(answers: Answers, object: string): Column {
  return answers.get(object) ?? emptyColumn;
}

/** The value of a scalar, or of the first row where the device makes it a table. */
export function scalar(answers: Answers, object: string): SnmpValue | undefined {
  for (const value of column(answers, object).values()) return value;
  return undefined;
}
