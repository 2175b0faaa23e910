import type { RouteRow } from "../../../src/domain/access/route-permissions.ts";
import { PASSWORD } from "./people.ts";

/**
 * A body that the route understands, for each route that takes one: what is refused of it when something is added
 * or changed is refused for that. Routes without a sample are tested with an empty object.
 */
const samples: Readonly<Record<string, Record<string, unknown>>> = {
  "POST /api/auth/claim": { code: "sp_clm_x", email: "nobody@example.com", password: PASSWORD },
  "POST /api/auth/signup": { key: "sp_key_x", email: "nobody@example.com", password: PASSWORD },
  "POST /api/auth/login": { email: "nobody@example.com", password: PASSWORD, name: "Desk" },
  "POST /api/auth/second-factor": { token: "sp_log_x", code: "000000" },
  "POST /api/auth/passkey": {
    challenge: "AAAA",
    credential: {
      id: "AAAA",
      rawId: "AAAA",
      type: "public-key",
      response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA" },
    },
  },
  "POST /api/auth/refresh": { refreshToken: "sp_ref_x" },
  "POST /api/auth/join": { key: "sp_key_x" },
  "POST /api/auth/step-up": { method: "POST", path: "/api/tokens", body: {} },
  "POST /api/auth/step-up/proof": { token: "sp_stp_x", code: "000000" },
  "PATCH /api/me/sessions/:sessionId": { name: "Desk" },
  "POST /api/me/password": { current: "not the password", next: "neither is this one" },
  "POST /api/me/totp/confirm": { token: "sp_stp_x", code: "000000" },
  "PATCH /api/members/:userId": { role: "viewer" },
  "POST /api/access-keys": { role: "viewer", email: "somebody@example.com" },
  "POST /api/tokens": { name: "Bot", scopes: ["orders"], expiresAtMs: Date.now() + 3_600_000 },
  "PUT /api/settings/limits": {
    person: { callsPerMinute: null, tradesPerSecond: null },
    program: { callsPerMinute: null, tradesPerSecond: null },
  },
  "PUT /api/settings/retention": { trading: 2_557, audit: 1_827, sessions: 366, errors: 731 },
  "PUT /api/settings/origins": { origins: ["https://app.example.com"] },
  "PUT /api/me/consents": { kind: "terms", given: true, version: "2026-11" },
  "POST /api/notices/channels": {
    name: "Desk",
    target: { type: "webhook", url: "https://notices.example.com/hook" },
    kinds: ["security"],
  },
  "PATCH /api/notices/channels/:channelId": { name: "Desk", severity: "critical" },
  "PUT /security/audit-log/delivery": { webhookUrl: null },
  "POST /security/keys/rewrap": { cursor: null },
  "POST /api/accounts": { name: "Desk", settings: { suffix: ".a" } },
  "PATCH /api/accounts/:accountId": { name: "Desk" },
  "POST /api/accounts/:accountId/orders": { action: "buy", symbol: "EURUSD", lots: "0.1" },
  "POST /api/accounts/:accountId/positions/:ticket/close": { amount: { unit: "all" } },
  "PATCH /api/accounts/:accountId/positions/:ticket": { stopLoss: "1.07" },
  "PATCH /api/accounts/:accountId/pendings/:ticket": { price: "1.07" },
  "POST /api/accounts/:accountId/flatten": { symbol: "EURUSD" },
  "POST /emergency/stop-all-trading": { reason: "Test" },
  "PATCH /security/unusual-activity/:securityAlertId": { state: "resolved" },
  "POST /security/lock-account": { userId: `usr_${"0".repeat(26)}`, reason: "Test" },
  "POST /security/unlock-account": { userId: `usr_${"0".repeat(26)}` },
  "POST /api/accounts/:accountId/preview": { message: "buy EURUSD", route: {} },
  "POST /api/strategies": { name: "Desk", settings: { allowedAddresses: ["203.0.113.9"] } },
  "PATCH /api/strategies/:strategyId": { name: "Desk" },
  "POST /api/strategies/:strategyId/secrets/rotate": { overlapMs: 0 },
};

export function sampleFor({ method, path }: Pick<RouteRow, "method" | "path">): Record<string, unknown> {
  return samples[`${method} ${path}`] ?? {};
}

/** Every text in a body, as a body in which `text` stands in its place. */
export function withText(body: Readonly<Record<string, unknown>>, text: string): Record<string, unknown>[] {
  return Object.entries(body).flatMap(([key, value]) => {
    if (typeof value === "string") return [{ ...body, [key]: text }];
    if (Array.isArray(value)) {
      return value.some((one) => typeof one === "string") ? [{ ...body, [key]: [text] }] : [];
    }
    const inner =
      typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
    return withText(inner, text).map((changed) => ({ ...body, [key]: changed }));
  });
}
