import type { z } from "zod";

/**
 * What the API says of itself, as data beside the routes. Nothing here reaches the Worker: `npm run openapi` makes the
 * document of it that the Worker serves.
 */

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** An answer that is no refusal. */
export interface AnswerDescription {
  readonly status: 101 | 200 | 201 | 202 | 204 | 302;
  readonly about: string;
  /** Of the JSON in the body; absent when the body is none, or is no JSON. */
  readonly schema?: z.ZodType;
  /** The media type of a body that is no JSON. */
  readonly type?: string;
}

export interface RouteDescription {
  /** Method and path as the router has them: `POST /api/accounts/:accountId/pairing`. */
  readonly route: `${Method} /${string}`;
  /** What it does, in a few words: a heading. */
  readonly summary: string;
  /** What else one has to know; sentences. */
  readonly about?: string;
  /** The very schema that the route parses the body with. */
  readonly body?: z.ZodType;
  /** A body that this schema takes; shown in the example of a call. */
  readonly example?: unknown;
  /** A body that is no JSON: its media type and what it is. */
  readonly rawBody?: { readonly type: string; readonly about: string; readonly example: string };
  /** The very schema that the route parses the query with. */
  readonly query?: z.ZodObject;
  /** Request headers beside those that follow from the row of the route. */
  readonly headers?: readonly { readonly name: string; readonly about: string; readonly required?: true }[];
  readonly answers: readonly AnswerDescription[];
  /** Codes of refusals of this route's own; those that follow from its row, body and query come by themselves. */
  readonly problems?: readonly string[];
  /** It takes an `Idempotency-Key`. */
  readonly idempotent?: true;
  /** Who may call it, for the few routes that have no row in the permissions. */
  readonly access?: string;
}

/** Routes that belong together; a chapter of the description. */
export interface ResourceDescription {
  readonly name: string;
  readonly about: string;
  readonly routes: readonly RouteDescription[];
}

/** A parameter in a path of the router. */
export const PARAMETER = /:([a-zA-Z]+)/g;

/** Method and path of a route. */
export function partsOf(route: RouteDescription["route"]): { method: Method; path: string } {
  const [method = "", path = ""] = route.split(" ");
  const known = (["GET", "POST", "PATCH", "PUT", "DELETE"] as const).find((one) => one === method);
  if (known === undefined) throw new Error(`no method: ${route}`);
  return { method: known, path };
}
