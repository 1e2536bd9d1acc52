import { z } from "zod";

type Json = Readonly<Record<string, unknown>>;

/** What the document needs to know of one operation between agent and central. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly request: z.ZodType;
  readonly response: z.ZodType;
  readonly needsToken: boolean;
  /** Meaning of each status that is not 2xx. */
  readonly problems: Readonly<Record<number, string>>;
}

/** Everything that one OpenAPI document describes. */
export interface Api {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Body of every answer that is not 2xx. */
  readonly problem: z.ZodType;
}

const componentsPath = "#/components/schemas/";

/** OpenAPI 3.1 document of an API. Every schema with a `meta.id` stands under that name in `components/schemas`. */
export function describeApi(api: Api): Json {
  const { bodies, schemas } = describeSchemas(api);
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, operation] of Object.entries(api.operations)) {
    const { request, response } = bodiesOf(name, bodies);
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: {
        operationId: name,
        summary: operation.summary,
        security: operation.needsToken ? [{ agentToken: [] }] : [],
        parameters: [contentEncoding],
        requestBody: { required: true, content: asJson(request) },
        responses: {
          200: { description: "Done", content: asJson(response) },
          ...describeProblems(operation.problems, bodies["problem"]),
        },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: api.title, version: api.version, description: api.description },
    paths,
    components: { securitySchemes: { agentToken: { type: "http", scheme: "bearer" } }, schemas },
  };
}

const contentEncoding = {
  name: "Content-Encoding",
  in: "header",
  required: false,
  description: "The request body may be compressed with gzip",
  schema: { type: "string", enum: ["gzip"] },
};

/**
 * Translates all bodies at once, so that each named schema appears once. Described as input: a receiver accepts fields
 * that it does not know, which the output form of a zod object would forbid.
 */
function describeSchemas(api: Api): { readonly bodies: Json; readonly schemas: Json } {
  const shape: Record<string, z.ZodType> = { problem: api.problem };
  for (const [name, operation] of Object.entries(api.operations)) {
    shape[`${name} request`] = operation.request;
    shape[`${name} response`] = operation.response;
  }
  const root = z.toJSONSchema(z.object(shape), { io: "input", override: ({ jsonSchema }) => preferFormat(jsonSchema) });
  const moved: { properties: Json; $defs: Json } = JSON.parse(
    JSON.stringify({ properties: root.properties ?? {}, $defs: root.$defs ?? {} }).replaceAll(
      "#/$defs/",
      componentsPath,
    ),
  );
  const byName = Object.entries(moved.$defs).sort(([left], [right]) => (left < right ? -1 : 1));
  return { bodies: moved.properties, schemas: Object.fromEntries(byName) };
}

/** `"format": "date-time"` says all that zod's pattern of 200 characters beside it says. */
function preferFormat(schema: { format?: string | undefined; pattern?: string | undefined }): void {
  if (schema.format !== undefined) delete schema.pattern;
}

function bodiesOf(name: string, bodies: Json): { readonly request: unknown; readonly response: unknown } {
  return { request: bodies[`${name} request`], response: bodies[`${name} response`] };
}

function describeProblems(problems: Operation["problems"], schema: unknown): Json {
  return Object.fromEntries(
    Object.entries(problems).map(([status, description]) => [status, { description, content: asJson(schema) }]),
  );
}

function asJson(schema: unknown): Json {
  return { "application/json": { schema } };
}
