import * as z from "zod";
import { routeRows } from "../../../src/domain/access/route-permissions.ts";
import { partsOf, type RouteDescription } from "../../../src/openapi/description.ts";
import { problemsOf } from "../../../src/openapi/problems.ts";
import { resources } from "../../../src/openapi/resources.ts";

/**
 * Holds every answer that a test gets against the description of its route: a status that is not described, a field
 * that is not in the schema or a code that the route does not name fails the test that asked.
 */

interface Described {
  readonly route: RouteDescription;
  readonly pattern: RegExp;
  readonly method: string;
  readonly codes: ReadonlySet<string>;
}

/** What any route may answer, as the introduction of the document says. */
const ANY_ROUTE = new Set(["not_found", "https_required", "internal_error", "unavailable"]);
/** Of a strict body, one by one; the document names the usual ones. */
const STRICT_BODY = new Set(["invalid_text", "forbidden_key", "too_deep", "too_many_keys", "array_too_long"]);

const described: readonly Described[] = resources
  .flatMap((resource) => resource.routes)
  .map((route) => {
    const { method, path } = partsOf(route.route);
    const row = routeRows.find((one) => one.method === method && one.path === path) ?? null;
    const pattern = new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/:[a-zA-Z]+/g, "[^/]+")}$`);
    return { route, pattern, method, codes: new Set(problemsOf(route, row)) };
  });

function routeOf(method: string, path: string): Described | undefined {
  // What has no parameter comes first: `passkey/challenge` is no id.
  const fitting = described.filter((one) => one.method === method && one.pattern.test(path));
  return fitting.find((one) => one.route.route.endsWith(` ${path}`)) ?? fitting[0];
}

const problemCode = z.object({ code: z.string() });

/** Throws when this answer is not what the description of its route says. Unknown routes are not looked at. */
export async function expectDescribed(method: string, path: string, response: Response): Promise<void> {
  const known = routeOf(method, path);
  if (known === undefined || response.status === 101) return;
  const name = known.route.route;
  if (response.status >= 400) {
    const { code } = problemCode.parse(await response.clone().json());
    if (known.codes.has(code) || ANY_ROUTE.has(code)) return;
    if (known.codes.has("invalid_field") && STRICT_BODY.has(code)) return;
    // A message that is not understood: its codes are in docs/dialects.md.
    if (/^POST (\/hook\/.*|.*\/preview|.*\/orders)$/.test(name)) return;
    throw new Error(`${name} answered ${response.status} ${code}, which its description does not name`);
  }
  const answer = known.route.answers.find(({ status }) => status === response.status);
  if (answer === undefined) throw new Error(`${name} answered ${response.status}, which is not described`);
  if (answer.schema === undefined) return;
  // The report is there as text too, whose words no schema describes.
  const isText = response.headers.get("content-type")?.startsWith("text/plain") === true;
  if (isText && name === "GET /security/weekly-report") return;
  const body: unknown = await response.clone().json();
  const read = answer.schema.safeParse(body);
  if (!read.success) {
    throw new Error(`${name} answered what is not described: ${z.prettifyError(read.error)}`);
  }
  const kept = JSON.stringify(sorted(read.data));
  const came = JSON.stringify(sorted(body));
  if (kept !== came) throw new Error(`${name} has fields that are not described:\n${came}\n${kept}`);
}

/** With the fields of every object in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
