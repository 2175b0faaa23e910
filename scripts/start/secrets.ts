import { z } from "zod";
import { makeGatewayKeys, makeOwnerToken, makeVaultKeys } from "../lib/secrets.ts";
import { readJsonIfThere, writePrivately } from "./private-file.ts";

const secretsSchema = z.object({
  /** The bootstrap API token itself; the gateway is given its hash only. */
  token: z.string().startsWith("sp_own_"),
  /** The value of GATEWAY_KEYS. */
  gatewayKeys: z.string().min(2),
  /** The value of VAULT_KEYS; absent in installations from before secrets were stored under it. */
  vaultKeys: z.string().min(2).optional(),
});
export type Secrets = Required<z.infer<typeof secretsSchema>>;

/** The installation's secrets, made and kept at the first start. */
export function keepSecrets(file: string, nowMs: number): Secrets {
  const kept = readJsonIfThere(file, secretsSchema);
  if (kept?.vaultKeys !== undefined) return { ...kept, vaultKeys: kept.vaultKeys };
  const made: Secrets = {
    token: kept?.token ?? makeOwnerToken(nowMs),
    gatewayKeys: kept?.gatewayKeys ?? makeGatewayKeys(nowMs),
    vaultKeys: makeVaultKeys(nowMs),
  };
  writePrivately(file, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}
