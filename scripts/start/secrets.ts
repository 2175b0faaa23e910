import { z } from "zod";
import { makeGatewayKeys, makeOwnerToken } from "../lib/secrets.ts";
import { readJsonIfThere, writePrivately } from "./private-file.ts";

const secretsSchema = z.object({
  /** The bootstrap API token itself; the gateway is given its hash only. */
  token: z.string().startsWith("sp_own_"),
  /** The value of GATEWAY_KEYS. */
  gatewayKeys: z.string().min(2),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** The installation's secrets, made and kept at the first start. */
export function keepSecrets(file: string, nowMs: number): Secrets {
  const kept = readJsonIfThere(file, secretsSchema);
  if (kept !== undefined) return kept;
  const made: Secrets = { token: makeOwnerToken(nowMs), gatewayKeys: makeGatewayKeys(nowMs) };
  writePrivately(file, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}
