import type { Context } from "hono";
import type { RawActor } from "../domain/audit/make-draft.ts";
import { actorOf } from "../domain/audit/news.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { clientAddress } from "../middleware/client-address.ts";

/** Who makes this call and from where, for the audit log. */
export function whoAsks(c: Context<ApiEnv>): RawActor {
  return actorOf(c.var.principal.by, {
    address: clientAddress(c.req.raw, c.env.CLIENT_ADDRESS),
    agent: c.req.header("user-agent"),
  });
}
