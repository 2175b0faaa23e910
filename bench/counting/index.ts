import { Strategy } from "../../durable-objects/strategy/index.ts";
import { Tenant } from "../../durable-objects/tenant/index.ts";
import { TradingAccount } from "../../durable-objects/trading-account/index.ts";
import type { Env } from "../../src/env.ts";
import worker from "../../src/index.ts";
import { countCalls, countsOf, countWrites, takeCounts } from "./counters.ts";

/**
 * The real Worker with counters around its objects, for the benchmark. It is an entry of its own and is
 * never deployed: `GET /bench/counts` answers anybody.
 */
function countingEnv(env: Env): Env {
  return {
    ...env,
    STRATEGY: countCalls(env.STRATEGY, countsOf("Strategy")),
    TENANT: countCalls(env.TENANT, countsOf("Tenant")),
    TRADING_ACCOUNT: countCalls(env.TRADING_ACCOUNT, countsOf("TradingAccount")),
  };
}

class CountedStrategy extends Strategy {
  constructor(ctx: DurableObjectState, env: Env) {
    countWrites(ctx.storage, countsOf("Strategy"));
    super(ctx, countingEnv(env));
  }

  override alarm(): ReturnType<Strategy["alarm"]> {
    countsOf("Strategy").alarms += 1;
    return super.alarm();
  }
}

class CountedTenant extends Tenant {
  constructor(ctx: DurableObjectState, env: Env) {
    countWrites(ctx.storage, countsOf("Tenant"));
    super(ctx, countingEnv(env));
  }
}

class CountedTradingAccount extends TradingAccount {
  constructor(ctx: DurableObjectState, env: Env) {
    countWrites(ctx.storage, countsOf("TradingAccount"));
    super(ctx, countingEnv(env));
  }

  override alarm(): ReturnType<TradingAccount["alarm"]> {
    countsOf("TradingAccount").alarms += 1;
    return super.alarm();
  }

  override webSocketMessage(
    ...given: Parameters<TradingAccount["webSocketMessage"]>
  ): ReturnType<TradingAccount["webSocketMessage"]> {
    countsOf("TradingAccount").messages += 1;
    return super.webSocketMessage(...given);
  }
}

/** No alert or order passes these, so they are not counted. */
export { AddressGuard } from "../../durable-objects/address-guard/index.ts";
export { Feed } from "../../durable-objects/feed/index.ts";
export { User } from "../../durable-objects/user/index.ts";
export { CountedStrategy as Strategy, CountedTenant as Tenant, CountedTradingAccount as TradingAccount };

export default {
  fetch(request: Request, env: Env, ctx: ExecutionContext): Response | Promise<Response> {
    if (new URL(request.url).pathname === "/bench/counts") return Response.json(takeCounts());
    return worker.fetch(request, countingEnv(env), ctx);
  },
};
