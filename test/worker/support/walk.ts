import { env } from "cloudflare:workers";
import { strategySettingsSchema } from "../../../durable-objects/strategy/settings.ts";
import { makeId } from "../../../src/domain/ids.ts";
import { accountSettingsSchema } from "../../../src/protocol/delivery.ts";
import { randomBytes } from "./people.ts";

/** What one tenant owns, for a walk through every route. */
export interface Holdings {
  readonly tenantId: string;
  readonly accountId: string;
  readonly strategyId: string;
}

export async function makeHoldings(tenantId: string): Promise<Holdings> {
  const [accountId, strategyId] = [
    makeId("acc", Date.now(), randomBytes(16)),
    makeId("str", Date.now(), randomBytes(16)),
  ];
  const settings = accountSettingsSchema.parse({});
  await env.TRADING_ACCOUNT.getByName(accountId).create({ id: accountId, tenantId, name: "Walk", settings });
  await env.STRATEGY.getByName(strategyId).create({
    strategyId,
    tenantId,
    settings: strategySettingsSchema.parse({}),
  });
  await env.TENANT.getByName(tenantId).register(accountId, "Walk", { kind: "system" });
  await env.TENANT.getByName(tenantId).register(strategyId, "Walk", { kind: "system" });
  return { tenantId, accountId, strategyId };
}

/** The path of a route with the ids of these holdings in it. */
export function pathFor(path: string, { accountId, strategyId }: Holdings, userId: string): string {
  return path
    .replace(":accountId", accountId)
    .replace(":strategyId", strategyId)
    .replace(":userId", userId)
    .replace(":orderId", `ord_${"0".repeat(26)}`)
    .replace(":alertId", `alt_${"0".repeat(26)}`)
    .replace(/:[a-zA-Z]+/, "0".repeat(32));
}
