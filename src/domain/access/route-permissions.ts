import type { Action } from "./roles.ts";

/**
 * What each route of the API needs, as data. A route without a row answers nobody, and a test fails for it.
 */
export interface RouteRow {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** As the router has it, e.g. `/api/accounts/:accountId`. */
  readonly path: string;
  /** A column of the matrix; `person`: anybody who is logged in, but no API token; `public`: anybody at all. */
  readonly needs: Action | "person" | "public";
  /** Whoever may do this may call the route as well: the scopes of an API token do not include one another. */
  readonly or?: Action;
  /**
   * It is about everything that the tenant has, so whoever is confined to some accounts may not. Without it a
   * route is about the account in its path, or shows only what the asker may see.
   */
  readonly wholeTenant?: true;
  /**
   * A person confirms this very change with a fresh factor; `first_factor`: with the password, as long as
   * there is no other factor.
   */
  readonly confirm?: "factor" | "first_factor";
  /**
   * It names its accounts in the body, or means all that the asker may: the row lets in whoever may do it to any
   * account, and the route looks at each of them (ASVS 8.2.2).
   */
  readonly accountsInBody?: true;
}

type Method = RouteRow["method"];

function row(method: Method, path: string, needs: RouteRow["needs"], more: Partial<RouteRow> = {}): RouteRow {
  return { method, path, needs, ...more };
}

const wholeTenant = { wholeTenant: true } as const;
const confirmed = { confirm: "factor" } as const;
const confirmedFirst = { confirm: "first_factor" } as const;

export const routeRows: readonly RouteRow[] = [
  row("POST", "/api/auth/claim", "public"),
  row("POST", "/api/auth/signup", "public"),
  row("POST", "/api/auth/login", "public"),
  row("POST", "/api/auth/second-factor", "public"),
  row("POST", "/api/auth/passkey/challenge", "public"),
  row("POST", "/api/auth/passkey", "public"),
  row("POST", "/api/auth/refresh", "public"),
  row("GET", "/api/auth/consents", "public"),
  row("GET", "/api/auth/session", "person"),
  row("POST", "/api/auth/logout", "person"),
  row("POST", "/api/auth/join", "person"),
  row("POST", "/api/auth/step-up", "person"),
  row("POST", "/api/auth/step-up/proof", "person"),

  row("GET", "/api/me/sessions", "person"),
  row("DELETE", "/api/me/sessions", "person"),
  row("PATCH", "/api/me/sessions/:sessionId", "person"),
  row("DELETE", "/api/me/sessions/:sessionId", "person"),
  row("POST", "/api/me/password", "person"),
  row("POST", "/api/me/totp", "person", confirmedFirst),
  row("POST", "/api/me/totp/confirm", "person"),
  row("DELETE", "/api/me/totp", "person", confirmed),
  row("POST", "/api/me/recovery-codes", "person", confirmed),
  row("POST", "/api/me/passkeys/options", "person", confirmedFirst),
  row("POST", "/api/me/passkeys", "person"),
  row("DELETE", "/api/me/passkeys/:passkeyId", "person", confirmed),

  row("GET", "/api/me/export", "person"),
  row("DELETE", "/api/me", "person", confirmedFirst),
  row("GET", "/api/me/consents", "person"),
  row("PUT", "/api/me/consents", "person"),

  row("GET", "/api/members", "members", wholeTenant),
  row("PATCH", "/api/members/:userId", "members", { ...wholeTenant, ...confirmed }),
  row("DELETE", "/api/members/:userId", "members", { ...wholeTenant, ...confirmed }),
  row("DELETE", "/api/members/:userId/sessions", "members", wholeTenant),
  row("DELETE", "/api/members/:userId/personal-data", "members", { ...wholeTenant, ...confirmed }),
  row("GET", "/api/settings/retention", "configure", wholeTenant),
  row("PUT", "/api/settings/retention", "configure", { ...wholeTenant, ...confirmed }),
  row("GET", "/api/access-keys", "members", wholeTenant),
  row("POST", "/api/access-keys", "members", { ...wholeTenant, ...confirmed }),
  row("DELETE", "/api/access-keys/:keyId", "members", wholeTenant),
  row("GET", "/api/tokens", "members", wholeTenant),
  row("POST", "/api/tokens", "members", { ...wholeTenant, ...confirmed }),
  row("DELETE", "/api/tokens/:tokenId", "members", wholeTenant),

  row("GET", "/security/active-sessions", "security", wholeTenant),
  row("GET", "/security/audit-log", "security", wholeTenant),
  row("GET", "/security/audit-log/export", "security", wholeTenant),
  row("GET", "/security/audit-log/delivery", "security", wholeTenant),
  row("PUT", "/security/audit-log/delivery", "security", { ...wholeTenant, ...confirmed }),
  row("POST", "/security/keys/rewrap", "security", wholeTenant),
  row("GET", "/security/metrics", "security", wholeTenant),
  row("GET", "/security/unusual-activity", "security", wholeTenant),
  row("PATCH", "/security/unusual-activity/:securityAlertId", "security", wholeTenant),
  row("GET", "/security/weekly-report", "security", wholeTenant),
  // Without a confirmation: whoever must be stopped must be stopped now. The way back needs one.
  row("POST", "/security/lock-account", "security", wholeTenant),
  row("POST", "/security/unlock-account", "security", { ...wholeTenant, ...confirmed }),

  row("GET", "/api/notices", "security", wholeTenant),
  row("GET", "/api/notices/channels", "security", wholeTenant),
  row("POST", "/api/notices/channels", "security", { ...wholeTenant, ...confirmed }),
  row("PATCH", "/api/notices/channels/:channelId", "security", { ...wholeTenant, ...confirmed }),
  row("DELETE", "/api/notices/channels/:channelId", "security", { ...wholeTenant, ...confirmed }),
  row("POST", "/api/notices/channels/:channelId/test", "security", wholeTenant),

  row("GET", "/api/settings/limits", "configure", wholeTenant),
  row("PUT", "/api/settings/limits", "configure", { ...wholeTenant, ...confirmed }),

  row("GET", "/emergency", "orders"),
  row("POST", "/emergency/stop-all-trading", "emergency", { accountsInBody: true }),
  row("POST", "/emergency/lift", "security", { ...wholeTenant, ...confirmed }),

  // Whoever sees ticks must find the accounts; those who see no orders get ids and names only.
  row("GET", "/api/accounts", "ticks", { or: "orders" }),
  row("POST", "/api/accounts", "configure", wholeTenant),
  row("GET", "/api/accounts/:accountId", "orders"),
  row("PATCH", "/api/accounts/:accountId", "configure"),
  row("POST", "/api/accounts/:accountId/pairing", "configure", confirmed),
  row("GET", "/api/accounts/:accountId/orders", "orders"),
  row("POST", "/api/accounts/:accountId/orders", "trade"),
  row("GET", "/api/accounts/:accountId/orders/:orderId", "orders"),
  row("GET", "/api/accounts/:accountId/deals", "orders"),
  row("POST", "/api/accounts/:accountId/preview", "orders"),
  row("GET", "/api/accounts/:accountId/positions", "orders"),
  row("GET", "/api/accounts/:accountId/symbols", "ticks", { or: "orders" }),
  row("POST", "/api/accounts/:accountId/positions/:ticket/close", "trade"),
  row("POST", "/api/accounts/:accountId/positions/:ticket/flip", "trade"),
  row("PATCH", "/api/accounts/:accountId/positions/:ticket", "trade"),
  row("PATCH", "/api/accounts/:accountId/pendings/:ticket", "trade"),
  row("POST", "/api/accounts/:accountId/pendings/:ticket/cancel", "trade"),
  row("POST", "/api/accounts/:accountId/flatten", "trade"),

  row("GET", "/api/settings/origins", "configure", wholeTenant),
  row("PUT", "/api/settings/origins", "configure", { ...wholeTenant, ...confirmed }),

  // The least that somebody sees in a feed; it shows each reader what the role allows.
  row("GET", "/accounts/:accountId/feed", "ticks"),

  // TradingView's datafeed: of the accounts that the asker may see.
  row("GET", "/udf/config", "ticks"),
  row("GET", "/udf/time", "ticks"),
  row("GET", "/udf/symbols", "ticks"),
  row("GET", "/udf/search", "ticks"),
  row("GET", "/udf/history", "ticks"),

  row("GET", "/api/strategies", "orders", wholeTenant),
  row("POST", "/api/strategies", "configure", wholeTenant),
  row("GET", "/api/strategies/:strategyId", "orders", wholeTenant),
  row("PATCH", "/api/strategies/:strategyId", "configure", wholeTenant),
  row("POST", "/api/strategies/:strategyId/secrets/rotate", "configure", { ...wholeTenant, ...confirmed }),
  row("DELETE", "/api/strategies/:strategyId/secrets/:n", "configure", { ...wholeTenant, ...confirmed }),

  // Whoever is confined to some accounts sees of an alert what concerns these.
  row("GET", "/api/alerts", "orders"),
  row("GET", "/api/alerts/:alertId", "orders"),
];

interface Pattern {
  readonly row: RouteRow;
  readonly parts: readonly string[];
}

const patterns: readonly Pattern[] = routeRows.map((one) => ({ row: one, parts: one.path.split("/") }));

export interface MatchedRow {
  readonly row: RouteRow;
  /** The trading account in the path; null when there is none. */
  readonly accountId: string | null;
}

/** The row of a request, by method and path (without query); null when there is none. HEAD is GET. */
export function matchRow(method: string, path: string): MatchedRow | null {
  const parts = path.split("/");
  const wanted = method === "HEAD" ? "GET" : method;
  const found = patterns.find(
    ({ row: one, parts: pattern }) => one.method === wanted && fits(pattern, parts),
  );
  if (found === undefined) return null;
  const at = found.parts.indexOf(":accountId");
  return { row: found.row, accountId: at < 0 ? null : (parts[at] ?? null) };
}

/** How a row is called in the record: with the names of ids instead of what was in the address. */
export function routeName(matched: MatchedRow | null): string {
  return matched === null ? "no such route" : `${matched.row.method} ${matched.row.path}`;
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  if (pattern.length !== parts.length) return false;
  return pattern.every((part, at) => (part.startsWith(":") ? parts[at] !== "" : part === parts[at]));
}
