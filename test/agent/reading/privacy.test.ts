import { describe, expect, test } from "vitest";
import { z } from "zod";
import { askSections, objectNamed } from "../../../src/agent/profile/mib-library.ts";
import { Reading } from "../../../src/contract/reading.ts";
import { library } from "../../recorded-answers.ts";

/** Subtrees that name people, hold secrets or obey commands; nothing at, above or below them may be asked. */
const forbidden: readonly (readonly [string, string])[] = [
  ["1.3.6.1.4.1.18334.1.1.4", "job history and active jobs with owners and document names"],
  ["1.3.6.1.4.1.18334.1.1.1.5.7.3", "counters of accounts"],
  ["1.3.6.1.4.1.18334.1.1.1.1.6.4", "commands that can be written"],
  ["1.3.6.1.4.1.18334.1.1.1.1.6.10", "buttons of the remote panel"],
  ["1.3.6.1.4.1.18334.1.1.2.1.5.6", "SNMP settings with community names and destinations"],
  ["1.3.6.1.4.1.2699.1.1", "the Job Monitoring MIB with users and document names"],
  ["1.3.6.1.2.1.6", "connections: which computer prints"],
  ["1.3.6.1.2.1.4.22", "addresses of other machines"],
];

const asked = [...library.profiles.values()].flatMap((profile) =>
  askSections.flatMap((section) => profile.ask[section].map((name) => objectNamed(library, name))),
);

describe("nothing that concerns a person is asked", () => {
  test.each(forbidden)("nothing under %s: %s", (subtree) => {
    const touching = asked.filter(
      ({ oid }) => `${oid}.`.startsWith(`${subtree}.`) || `${subtree}.`.startsWith(`${oid}.`),
    );
    expect(touching).toEqual([]);
  });

  test("each object is a leaf: no subtree is walked as a whole", () => {
    const inner = asked.filter(({ oid }) => asked.some((other) => other.oid.startsWith(`${oid}.`)));
    expect(inner).toEqual([]);
  });
});

test("a reading holds the fields of the published data sheet and no other", async () => {
  const schema = z.toJSONSchema(Reading, { unrepresentable: "any" });
  const sheet = fieldsOf(schema, "", schema).join("\n");
  await expect(`${sheet}\n`).toMatchFileSnapshot("golden/data-sheet.txt");
});

/** Paths of all fields, `[]` for members of a list and `{}` for keys that are values. */
function fieldsOf(node: unknown, path: string, root: unknown): string[] {
  const schema = Node.parse(node);
  if (schema.$ref !== undefined) {
    const definition = Root.parse(root).$defs[schema.$ref.replace("#/$defs/", "")];
    return fieldsOf(definition, path, root);
  }
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const below = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
      return fieldsOf(field, path === "" ? name : `${path}.${name}`, root);
    }),
    ...(schema.items === undefined ? [] : fieldsOf(schema.items, `${path}[]`, root)),
    ...(typeof schema.additionalProperties === "object"
      ? fieldsOf(schema.additionalProperties, `${path}{}`, root)
      : []),
    ...branches.flatMap((branch) => fieldsOf(branch, path, root)),
  ];
  return [...new Set(below.length === 0 ? [path] : below)];
}

const Node = z.looseObject({
  $ref: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
});
const Root = z.looseObject({ $defs: z.record(z.string(), z.unknown()) });
