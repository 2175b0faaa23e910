import type { RouteRow } from "../domain/access/route-permissions.ts";
import type { RouteDescription } from "./description.ts";
import type { JsonSchema, SchemaWriter } from "./json-schema.ts";
import { byStatus } from "./problems.ts";

/** Bodies and answers of an operation. */

const PROBLEM_TYPE = "application/problem+json";

export function requestBody(route: RouteDescription, schemas: SchemaWriter): JsonSchema {
  const { body, example, rawBody } = route;
  if (rawBody !== undefined) {
    const { type, about } = rawBody;
    const schema = { type: "string", description: about };
    return {
      requestBody: {
        required: true,
        description: about,
        content: { [type]: { schema, example: rawBody.example } },
      },
    };
  }
  if (body === undefined) return {};
  const content = { schema: schemas.request(body), ...(example === undefined ? {} : { example }) };
  return { requestBody: { required: true, content: { "application/json": content } } };
}

export function answersOf(route: RouteDescription, row: RouteRow | null, schemas: SchemaWriter): JsonSchema {
  const counted = row !== null && row.needs !== "public";
  return Object.fromEntries(
    route.answers.map(({ status, about, schema, type }) => {
      const media = type ?? "application/json";
      const content =
        schema === undefined ? { schema: { type: "string" } } : { schema: schemas.answer(schema) };
      // Those of an upgrade cannot be set.
      const headers = counted && status !== 101 ? { headers: LIMIT_HEADERS } : {};
      const hasBody = schema !== undefined || type !== undefined;
      return [
        String(status),
        { description: about, ...headers, ...(hasBody ? { content: { [media]: content } } : {}) },
      ];
    }),
  );
}

/** The header fields that answers may carry, under `components`. */
export const headerFields = {
  RateLimit: { description: "Calls that are left in the window.", schema: { type: "string" } },
  RateLimitPolicy: { description: "How many calls there are in which window.", schema: { type: "string" } },
  RetryAfter: { description: "Seconds to wait.", schema: { type: "integer" } },
};

const LIMIT_HEADERS = {
  RateLimit: { $ref: "#/components/headers/RateLimit" },
  "RateLimit-Policy": { $ref: "#/components/headers/RateLimitPolicy" },
};
const RETRY_AFTER = { "Retry-After": { $ref: "#/components/headers/RetryAfter" } };

export function refusalsOf(codes: readonly string[], problem: JsonSchema): JsonSchema {
  return Object.fromEntries(
    byStatus(codes).map(([status, some]) => [
      String(status),
      {
        description: `Refused: ${some.map((code) => `\`${code}\``).join(", ")}.`,
        ...(status === 429 ? { headers: RETRY_AFTER } : {}),
        content: { [PROBLEM_TYPE]: { schema: problem } },
        "x-codes": some,
      },
    ]),
  );
}
