import type { Alert } from "../../durable-objects/strategy/alert.ts";

/**
 * An alert as somebody sees it who is confined to some trading accounts: only where it went among those, and
 * what came of it there. Null when it led to none of them. What was sent, by whom and under which id is the
 * strategy's, and may speak of other accounts, so it is not shown; for the same reason the refusal is that of
 * their own route, and an alert that only other accounts took counts as refused.
 */
export function confinedAlert(alert: Alert, accounts: readonly string[]): Alert | null {
  const routes = alert.routes.filter(({ accountId }) => accounts.includes(accountId));
  if (routes.length === 0) return null;
  const shown: Alert = { ...alert, routes, body: "", address: null, explicitId: null, hint: null };
  if (routes.some(({ refusal }) => refusal === null)) return shown;
  return { ...shown, verdict: "refused", refusal: routes[0]?.refusal ?? null };
}
