import { Hono } from "hono";
import { Tenant } from "../../durable-objects/tenant/index.ts";
import { app } from "../../src/app.ts";
import type { Env } from "../../src/env.ts";
import type { ApiEnv } from "../../src/middleware/authenticate.ts";
import { securityHeaders } from "../../src/middleware/security-headers.ts";
import { accounts } from "../../src/routes/accounts.ts";
import { json } from "../../src/routes/problem.ts";

/**
 * The real Worker, and beside it some of its routes without authentication, for the benchmark: both are in one
 * process, so that a slow minute hits both. It is an entry of its own and is never deployed: whoever reaches
 * `/bench/` is the owner of the tenant that the request names.
 */
class OpenTenant extends Tenant {
  /** What `rename` does, without the entry in the audit log. */
  renameUnrecorded(id: string, name: string): void {
    this.ctx.storage.sql.exec("UPDATE resources SET name = ? WHERE id = ?", name, id);
  }
}

interface OpenBindings extends Omit<Env, "TENANT"> {
  readonly TENANT: DurableObjectNamespace<OpenTenant>;
}

interface OpenEnv {
  Bindings: OpenBindings;
  Variables: ApiEnv["Variables"];
}

let renames = 0;

const open = new Hono<OpenEnv>()
  .use(securityHeaders())
  .use(async (c, next) => {
    const tenantId = c.req.header("x-bench-tenant") ?? "";
    c.set("principal", { tenantId, role: "owner", scopes: [], accounts: null, person: null, by: "bench" });
    await next();
  })
  .route("/bench/accounts", accounts)
  .post("/bench/rename/:way/:id", async (c) => {
    const { way, id } = c.req.param();
    const tenant = c.env.TENANT.getByName(c.var.principal.tenantId);
    const name = `Demo ${++renames}`;
    if (way === "recorded") await tenant.rename(id, name, { kind: "system" });
    else await tenant.renameUnrecorded(id, name);
    return json({ name });
  });

export { AddressGuard } from "../../durable-objects/address-guard/index.ts";
export { Feed } from "../../durable-objects/feed/index.ts";
export { Strategy } from "../../durable-objects/strategy/index.ts";
export { TradingAccount } from "../../durable-objects/trading-account/index.ts";
export { User } from "../../durable-objects/user/index.ts";
export { OpenTenant as Tenant };

export default {
  fetch(request, env, ctx) {
    // Every login comes from an address of its own; otherwise the benchmark would measure the limit.
    const own = { ...env, CLIENT_ADDRESS: "header:x-bench-address" };
    const { pathname } = new URL(request.url);
    return pathname.startsWith("/bench/") ? open.fetch(request, own, ctx) : app.fetch(request, own, ctx);
  },
} satisfies ExportedHandler<OpenBindings>;
