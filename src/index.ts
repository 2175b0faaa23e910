import { app } from "./app.ts";
import type { Env } from "./env.ts";

export { AddressGuard } from "../durable-objects/address-guard/index.ts";
export { Feed } from "../durable-objects/feed/index.ts";
export { Strategy } from "../durable-objects/strategy/index.ts";
export { Tenant } from "../durable-objects/tenant/index.ts";
export { TradingAccount } from "../durable-objects/trading-account/index.ts";
export { User } from "../durable-objects/user/index.ts";

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
