import type { z } from "zod";
import type { RouteRow } from "../domain/access/route-permissions.ts";
import { PARAMETER, partsOf, type RouteDescription } from "./description.ts";
import type { JsonSchema, SchemaWriter } from "./json-schema.ts";

/** The parameters of an operation: from its path, its query, and what the permissions ask for. */
export function parametersOf(
  route: RouteDescription,
  row: RouteRow | null,
  schemas: SchemaWriter,
): JsonSchema[] {
  const { path } = partsOf(route.route);
  const inPath = [...path.matchAll(PARAMETER)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const query = route.query === undefined ? [] : queryParameters(route.query, schemas);
  const headers = (route.headers ?? []).map(({ name, about, required = false }) => ({
    name,
    in: "header",
    required,
    description: about,
    schema: { type: "string" },
  }));
  return [
    ...inPath,
    ...query,
    ...headers,
    ...(route.idempotent === true ? [IDEMPOTENCY_KEY] : []),
    ...(row?.confirm === undefined ? [] : [STEP_UP]),
  ];
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "A repeat with the same key and body makes nothing new and gets the same.",
  schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
};

const STEP_UP = {
  name: "X-Step-Up",
  in: "header",
  required: false,
  description:
    "The token of a confirmation of this very request (POST /api/auth/step-up); people need it, the operator's token does not.",
  schema: { type: "string" },
};

function queryParameters(query: z.ZodObject, schemas: SchemaWriter): JsonSchema[] {
  return Object.entries(query.shape).map(([name, field]) => {
    const written = schemas.request(field);
    const { description, default: fallback, ...schema } = written;
    const about = description ?? QUERY_WORDS.get(name);
    return {
      name,
      in: "query",
      required: false,
      ...(about === undefined ? {} : { description: about }),
      schema: fallback === undefined ? schema : { ...schema, default: String(fallback) },
    };
  });
}

/** What these parameters mean wherever they occur. */
const QUERY_WORDS: ReadonlyMap<string, string> = new Map([
  ["limit", "Items a page, 1 to 200."],
  ["cursor", "`next` of the page before."],
]);
