import { describe, expect, test } from "vitest";
import { z } from "zod";
import { describeApi } from "../../scripts/openapi.ts";

const Problem = z.object({ code: z.string() }).meta({ id: "TestProblem" });
const Color = z.enum(["cyan", "black"]).meta({ id: "TestColor" });

const api = {
  title: "Any",
  version: "1",
  description: "For the test",
  problem: Problem,
  operations: {
    order: {
      method: "post",
      path: "/orders",
      summary: "Order toner",
      request: z.object({ color: Color, at: z.iso.datetime() }),
      response: z.object({ colors: z.array(Color) }),
      needsToken: true,
      problems: { 429: "Too many" },
    },
    introduce: {
      method: "put",
      path: "/orders",
      summary: "Introduce oneself",
      request: Color,
      response: Color,
      needsToken: false,
      problems: {},
    },
  },
};

describe("an API's document", () => {
  const document = describeApi(api);

  test("shows a named schema once and points to it", () => {
    expect(document).toMatchObject({ components: { schemas: { TestColor: { enum: ["cyan", "black"] } } } });
    expect(JSON.stringify(document).match(/"cyan"/g)).toHaveLength(1);
    expect(JSON.stringify(document)).not.toContain("$defs");
  });

  test("keeps two methods of one path", () => {
    expect(document).toMatchObject({
      paths: { "/orders": { post: { operationId: "order" }, put: { operationId: "introduce" } } },
    });
  });

  test("asks for the token only where it is needed", () => {
    expect(document).toMatchObject({
      paths: { "/orders": { post: { security: [{ agentToken: [] }] }, put: { security: [] } } },
    });
  });

  test("answers every problem with the same body", () => {
    const content = { "application/json": { schema: { $ref: "#/components/schemas/TestProblem" } } };
    expect(document).toMatchObject({
      paths: { "/orders": { post: { responses: { 429: { description: "Too many", content } } } } },
    });
  });

  test("allows fields that a receiver does not know", () => {
    expect(JSON.stringify(document)).not.toContain("additionalProperties");
  });

  test("says a date's format without a pattern", () => {
    expect(JSON.stringify(document)).toContain('"format":"date-time"');
    expect(JSON.stringify(document)).not.toContain('"pattern"');
  });
});
