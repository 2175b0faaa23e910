import { CALL_LIMIT, LOGIN_LIMIT, type RateLimit, TRADE_LIMIT } from "../domain/access/limits.ts";
import { type RouteRow, routeRows } from "../domain/access/route-permissions.ts";
import { answersOf, headerFields, refusalsOf, requestBody } from "./answers.ts";
import { PARAMETER, partsOf, type ResourceDescription, type RouteDescription } from "./description.ts";
import { INTRODUCTION } from "./introduction.ts";
import { type JsonSchema, SchemaWriter } from "./json-schema.ts";
import { parametersOf } from "./parameters.ts";
import { problemSchema } from "./problem-schema.ts";
import { problemsOf } from "./problems.ts";

/** The version of the API, not of the software: it rises when a client has to change. */
const API_VERSION = "1";

/** What the permissions say of a route; the field `x-access` of an operation. */
interface Access {
  /** A column of the matrix of roles, `person`, or `public`; null where `note` says it. */
  readonly needs: RouteRow["needs"] | null;
  readonly wholeTenant: boolean;
  readonly confirm: RouteRow["confirm"] | null;
  readonly note: string | null;
  readonly limits: readonly string[];
}

/** An OpenAPI 3.1 document of these resources, as JSON data. Throws when a route is described twice. */
export function makeDocument(resources: readonly ResourceDescription[]): JsonSchema {
  const schemas = new SchemaWriter();
  const problem = schemas.answer(problemSchema);
  const paths = new Map<string, Record<string, unknown>>();
  for (const resource of resources) {
    for (const route of resource.routes) {
      const { method, path } = partsOf(route.route);
      const template = path.replace(PARAMETER, "{$1}");
      const item = paths.get(template) ?? {};
      const key = method.toLowerCase();
      if (key in item) throw new Error(`${route.route} is described twice`);
      paths.set(template, { ...item, [key]: operation(resource, route, schemas, problem) });
    }
  }
  return {
    openapi: "3.1.0",
    info: { title: "Sallyport", version: API_VERSION, description: INTRODUCTION },
    servers: [{ url: "/" }],
    tags: resources.map(({ name, about }) => ({ name, description: about })),
    paths: Object.fromEntries(paths),
    components: { schemas: schemas.components(), headers: headerFields, securitySchemes },
  };
}

const securitySchemes = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description:
      "An access token of a person (from a login), an API token (sp_api_…) or the operator's (sp_own_…).",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-sp_access",
    description: "The cookie of a browser's session.",
  },
  csrf: {
    type: "apiKey",
    in: "header",
    name: "X-CSRF-Token",
    description: "Beside the cookie, for every write; GET /api/auth/session gives it.",
  },
};

function operation(
  resource: ResourceDescription,
  route: RouteDescription,
  schemas: SchemaWriter,
  problem: JsonSchema,
): JsonSchema {
  const { method, path } = partsOf(route.route);
  const row = routeRows.find((one) => one.method === method && one.path === path) ?? null;
  if ((row === null) === (route.access === undefined)) {
    throw new Error(`${route.route} needs a row in the permissions or says itself who may call it`);
  }
  const codes = problemsOf(route, row);
  return {
    operationId: operationId(method, path),
    tags: [resource.name],
    summary: route.summary,
    ...(route.about === undefined ? {} : { description: route.about }),
    ...(row === null || row.needs === "public" ? { security: [] } : { security: securityOf(row) }),
    ...present("parameters", parametersOf(route, row, schemas)),
    ...requestBody(route, schemas),
    responses: { ...answersOf(route, row, schemas), ...refusalsOf(codes, problem) },
    "x-access": accessOf(route, row),
  };
}

/** `GET /api/accounts/:accountId/orders` -> `getAccountsByAccountIdOrders`. */
function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/api\//, "/")
    .replace(PARAMETER, (_, name: string) => `by-${name}`)
    .split(/[^a-zA-Z]+/)
    .filter((word) => word !== "");
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join(
    "",
  );
}

function securityOf(row: RouteRow): JsonSchema[] {
  const browser = row.method === "GET" ? { session: [] } : { session: [], csrf: [] };
  return [{ bearer: [] }, browser];
}

function accessOf(route: RouteDescription, row: RouteRow | null): Access {
  return {
    needs: row?.needs ?? null,
    wholeTenant: row?.wholeTenant ?? false,
    confirm: row?.confirm ?? null,
    note: route.access ?? null,
    limits: limitsOf(row),
  };
}

function limitsOf(row: RouteRow | null): string[] {
  if (row === null) return [];
  if (row.needs === "public")
    return [`At most ${inWords("attempts", LOGIN_LIMIT)} from an address, where a secret is tried`];
  const calls = `At most ${inWords("calls", CALL_LIMIT)} of one person or token, unless the tenant sets another limit`;
  return row.needs === "trade"
    ? [calls, `At most ${inWords("trades", TRADE_LIMIT)}, unless the tenant sets another limit`]
    : [calls];
}

function inWords(what: string, { limit, windowMs }: RateLimit): string {
  const seconds = windowMs / 1000;
  return `${limit} ${what} in ${seconds === 1 ? "a second" : `${seconds} seconds`}`;
}

function present(name: string, list: readonly JsonSchema[]): JsonSchema {
  return list.length === 0 ? {} : { [name]: list };
}
