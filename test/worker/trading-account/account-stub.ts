import { env } from "cloudflare:workers";
import type { TradingAccount } from "../../../durable-objects/trading-account/index.ts";

/** Always a new stub: after an abort the one before is broken. */
export function accountStub(accountId: string): DurableObjectStub<TradingAccount> {
  return env.TRADING_ACCOUNT.getByName(accountId);
}
