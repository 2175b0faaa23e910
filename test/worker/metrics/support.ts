import { env } from "cloudflare:workers";
import type { Scope } from "../../../src/domain/access/roles.ts";
import { makeToken } from "../../../src/domain/access/token.ts";
import { type Family, readExposition } from "../../support/exposition.ts";
import { call, randomBytes, sha256Hex } from "../support/people.ts";

/** The tenant of the bootstrap token, in which the support's strategies and accounts are made. */
export const testTenantId = `ten_${env.TEST_TOKEN.slice("sp_own_".length, "sp_own_".length + 26)}`;

/** An API token put into the tenant directly. */
export async function apiToken(
  tenantId: string,
  scopes: Scope[],
  more: { expiresAtMs?: number; addresses?: string[] } = {},
): Promise<{ id: string; token: string }> {
  const token = makeToken("api", tenantId.slice(4), randomBytes(32));
  const id = sha256Hex(token).slice(0, 32);
  await env.TENANT.getByName(tenantId).makeApiToken(
    {
      id,
      hash: sha256Hex(token),
      name: "test",
      prefix: "sp_api_",
      scopes,
      accounts: null,
      addresses: more.addresses ?? null,
      createdBy: "test",
      expiresAtMs: more.expiresAtMs ?? Date.now() + 60_000,
    },
    null,
  );
  return { id, token };
}

export function getMetrics(token: string, headers: Record<string, string> = {}): Promise<Response> {
  return call("/metrics", { headers: { authorization: `Bearer ${token}`, ...headers } });
}

/** A scrape that must succeed, read strictly. */
export async function scrape(token: string): Promise<Map<string, Family>> {
  const response = await getMetrics(token);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return readExposition(text, "prometheus");
}
