import * as z from "zod";
import {
  makeClaimCode,
  makeOwnerToken,
  makePassword,
  makeSigningKeys,
  makeUserIdKey,
  makeVaultKeys,
} from "../lib/secrets.ts";
import { readJsonIfThere, writePrivately } from "./private-file.ts";

const secretsSchema = z.object({
  /** The bootstrap API token itself; the gateway is given its hash only. */
  token: z.string().startsWith("sp_own_"),
  /** The value of GATEWAY_KEYS. */
  gatewayKeys: z.string().min(2),
  /** The value of AUTH_KEYS. */
  authKeys: z.string().min(2),
  /** The value of VAULT_KEYS. */
  vaultKeys: z.string().min(2),
  /** The value of USER_ID_KEY. */
  userIdKey: z.string().length(43),
  /** The code that claims the deployment for the demo's owner. */
  claimCode: z.string().startsWith("sp_clm_"),
  /** The demo owner's password; the address is fixed. */
  ownerPassword: z.string().min(12),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** The installation's secrets, made and kept at the first start. */
export function keepSecrets(file: string, nowMs: number): Secrets {
  const kept = readJsonIfThere(file, secretsSchema.partial());
  const complete = secretsSchema.safeParse(kept);
  if (complete.success) return complete.data;
  // What an earlier version kept stays; what it did not know yet is added.
  const token = kept?.token ?? makeOwnerToken(nowMs);
  const made: Secrets = {
    token,
    gatewayKeys: kept?.gatewayKeys ?? makeSigningKeys(nowMs),
    authKeys: kept?.authKeys ?? makeSigningKeys(nowMs),
    vaultKeys: kept?.vaultKeys ?? makeVaultKeys(nowMs),
    userIdKey: kept?.userIdKey ?? makeUserIdKey(),
    claimCode: kept?.claimCode ?? makeClaimCode(token),
    ownerPassword: kept?.ownerPassword ?? makePassword(),
  };
  writePrivately(file, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}
