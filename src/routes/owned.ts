import type { Resource, Tenant } from "../../durable-objects/tenant/index.ts";
import type { Env } from "../env.ts";
import type { Principal } from "../middleware/authenticate.ts";

/** The tenant of whoever asks. Every way to a strategy or an account leads through it (promise P7). */
export function tenantOf(env: Env, principal: Principal): DurableObjectStub<Tenant> {
  return env.TENANT.getByName(principal.tenantId);
}

/**
 * The strategy or account when it is the asking tenant's; null when it is somebody else's, does not
 * exist, or when `id` is no id at all.
 */
export async function ownedResource(
  env: Env,
  principal: Principal,
  schema: { safeParse(text: string): { success: boolean } },
  id: string,
): Promise<Resource | null> {
  if (!schema.safeParse(id).success) return null;
  return tenantOf(env, principal).find(id);
}
