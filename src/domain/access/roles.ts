import * as z from "zod";

/** Who may do what: the matrix of the design, as data. */

export const roleSchema = z.enum(["owner", "admin", "trader", "viewer", "guest", "api"]);
export type Role = z.infer<typeof roleSchema>;

/** The roles of people; `api` is what an API token has. */
export const memberRoleSchema = z.enum(["owner", "admin", "trader", "viewer", "guest"]);
export type MemberRole = z.infer<typeof memberRoleSchema>;

/** The columns of the matrix. */
export const actionSchema = z.enum([
  "ticks",
  "book",
  "orders",
  "trade",
  "configure",
  "members",
  "security",
  "emergency",
]);
export type Action = z.infer<typeof actionSchema>;

/**
 * What an API token may be given; never more than a trader has. `metrics` is no column of the matrix: a token that
 * has it reads /metrics, which is open to nothing else, and has no other scope.
 */
export const scopeSchema = z.enum(["ticks", "book", "orders", "trade", "emergency", "metrics"]);
export type Scope = z.infer<typeof scopeSchema>;

/** True for the scopes of a scrape token. */
export function isScrapeOnly(scopes: readonly Scope[]): boolean {
  return scopes.length > 0 && scopes.every((scope) => scope === "metrics");
}

type Cell = "yes" | "no" | "own accounts";

/**
 * `own accounts`: only on accounts that the member is named for, and never on all of them at once.
 * A row of `api` does not exist: an API token may do what is both in its scopes and in the trader's row.
 */
export const matrix: Readonly<Record<MemberRole, Readonly<Record<Action, Cell>>>> = {
  owner: {
    ticks: "yes",
    book: "yes",
    orders: "yes",
    trade: "yes",
    configure: "yes",
    members: "yes",
    security: "yes",
    emergency: "yes",
  },
  admin: {
    ticks: "yes",
    book: "yes",
    orders: "yes",
    trade: "yes",
    configure: "yes",
    members: "yes",
    security: "yes",
    emergency: "yes",
  },
  trader: {
    ticks: "yes",
    book: "yes",
    orders: "yes",
    trade: "yes",
    configure: "no",
    members: "no",
    security: "no",
    emergency: "own accounts",
  },
  viewer: {
    ticks: "yes",
    book: "yes",
    orders: "yes",
    trade: "no",
    configure: "no",
    members: "no",
    security: "no",
    emergency: "no",
  },
  guest: {
    ticks: "yes",
    book: "no",
    orders: "no",
    trade: "no",
    configure: "no",
    members: "no",
    security: "no",
    emergency: "no",
  },
};
