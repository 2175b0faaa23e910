import type { Context } from "hono";
import type { Resource } from "../../durable-objects/tenant/index.ts";
import { accountIdSchema } from "../domain/ids.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { ownedResource } from "./owned.ts";
import { notFound } from "./problem.ts";

/** The account in the path, when the asker may know of it. */
export function ownedAccount(c: Context<ApiEnv, "/:accountId">): Promise<Resource | null> {
  return ownedResource(c.env, c.var.principal, accountIdSchema, c.req.param("accountId"));
}

export function unknownAccount(): Response {
  return notFound("unknown_account", "There is no such trading account.");
}
