import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Strategy } from "../../../durable-objects/strategy/index.ts";
import { type Story, storyOf, type TestStrategy, until } from "./gateway.ts";

/** A strategy seen from inside: its object, and ways to end it. */

export function stubOf({ id }: TestStrategy): DurableObjectStub<Strategy> {
  return env.STRATEGY.getByName(id);
}

export async function ordersOf(alertId: string): Promise<Story["orders"]> {
  return (await storyOf(alertId)).orders;
}

/** Waits until the alert's orders are in the account's ledger. */
export function delivered(alertId: string): Promise<Story["orders"]> {
  return until("the account has the order", async () => {
    const orders = await ordersOf(alertId);
    return orders.length > 0 ? orders : undefined;
  });
}

/** Ends the strategy's instance at once, as a crash does: what was not yet durable is lost. */
export async function crash(strategy: TestStrategy): Promise<void> {
  const ended = runInDurableObject(stubOf(strategy), (_, ctx) => ctx.abort("crash"));
  await expect(ended).rejects.toThrow("crash");
}
