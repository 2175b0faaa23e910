import * as z from "zod";
import { accountIdSchema, agentIdSchema } from "../../../src/domain/ids.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import { pairResponseSchema } from "../../../src/protocol/agent-link.ts";
import { readIfThere, type StatePaths, writeAtomically } from "./state-dir.ts";

/** Who this agent is: made once by `pair`, read by every `run`. */
export const identitySchema = z.object({
  v: z.literal(1),
  gatewayUrl: z.url(),
  agentId: agentIdSchema,
  accountId: accountIdSchema,
  /** The agent's private Ed25519 key as a JWK. Never leaves this file. */
  key: z.object({
    kty: z.literal("OKP"),
    crv: z.literal("Ed25519"),
    x: z.string().length(43),
    d: z.string().length(43),
  }),
  /** The gateway's keys as they were at pairing; orders signed by any other are refused. */
  gatewayKeys: pairResponseSchema.shape.gatewayKeys,
});
export type Identity = z.infer<typeof identitySchema>;

/** The identity in a state directory, or why there is none that can be used. */
export function loadIdentity(paths: StatePaths): Result<Identity, Refusal> {
  const text = readIfThere(paths.identity);
  if (text === undefined) {
    return err(
      refusal("not_paired", "This state directory belongs to no trading account yet.", {
        hint: "sallyport-agent pair CODE --gateway URL --state DIR",
      }),
    );
  }
  const unusable = refusal("bad_identity", `${paths.identity} cannot be read as an identity.`, {
    hint: "pair again with --replace",
  });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return err(unusable);
  }
  const identity = identitySchema.safeParse(data);
  return identity.success ? ok(identity.data) : err(unusable);
}

/** Writes the identity, readable by its owner only. */
export function saveIdentity(paths: StatePaths, identity: Identity): void {
  writeAtomically(paths.identity, `${JSON.stringify(identity, null, 2)}\n`, 0o600);
}
