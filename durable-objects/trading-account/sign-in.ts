import { and, eq, isNull, lt } from "drizzle-orm";
import * as z from "zod";
import { accountIdSchema, agentIdSchema } from "../../src/domain/ids.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import {
  AGENT_LINK_AUDIENCE,
  LINK_TOKEN_MAX_LIFE_MS,
  LINK_TOKEN_SKEW_MS,
  LINK_TOKEN_TYPE,
} from "../../src/protocol/agent-link.ts";
import { importPublicKeys, verifyCompact } from "../../src/protocol/compact-jws.ts";
import { MARKET_LINK_AUDIENCE } from "../../src/protocol/market-link.ts";
import { agents, signIns } from "./schema.ts";
import type { Tables } from "./tables.ts";

/** Times are epoch seconds, as in every JWT. */
const claimsSchema = z.object({
  iss: agentIdSchema,
  sub: accountIdSchema,
  aud: z.enum([AGENT_LINK_AUDIENCE, MARKET_LINK_AUDIENCE]),
  iat: z.number().int().positive(),
  exp: z.number().int().positive(),
  jti: z.string().min(16).max(64),
});

/** A sign-in whose token is in order; `admit` still has to use it up. */
export interface SignIn {
  readonly agentId: string;
  readonly jti: string;
  readonly expiresAtMs: number;
}

/** Who may open the agent link: the paired agent, with a token of its own that is used once. */
export class SignInDesk {
  readonly #db: Tables;
  readonly #accountId: string;

  constructor(db: Tables, accountId: string) {
    this.#db = db;
    this.#accountId = accountId;
  }

  /**
   * Verifies the JWT of `Authorization: Bearer …` for one of the agent's links. Says nothing of why a token is wrong,
   * except for its time.
   */
  async verify(
    authorization: string | null,
    nowMs: number,
    audience: z.infer<typeof claimsSchema>["aud"] = AGENT_LINK_AUDIENCE,
  ): Promise<Result<SignIn, Refusal>> {
    const token = /^Bearer ([^\s]+)$/.exec(authorization ?? "")?.[1];
    if (token === undefined) return err(notSignedIn());
    const keys = await importPublicKeys(this.#activeKeys());
    const payload = await verifyCompact(token, LINK_TOKEN_TYPE, keys);
    const claims = claimsSchema.safeParse(payload.ok ? payload.value : undefined);
    // The signing key must be that of the agent that the token names, and the token must be for this account.
    if (
      !claims.success ||
      claims.data.aud !== audience ||
      !keys.has(claims.data.iss) ||
      claims.data.sub !== this.#accountId
    ) {
      return err(notSignedIn());
    }
    const { iss, iat, exp, jti } = claims.data;
    const lifeMs = (exp - iat) * 1000;
    if (lifeMs <= 0 || lifeMs > LINK_TOKEN_MAX_LIFE_MS) return err(notSignedIn());
    if (iat * 1000 > nowMs + LINK_TOKEN_SKEW_MS || exp * 1000 < nowMs - LINK_TOKEN_SKEW_MS) {
      return err(
        refusal(
          "clock_off",
          "The token is from another time: the agent's clock differs from the gateway's.",
          {
            hint: "set the clock of the trading host",
          },
        ),
      );
    }
    return ok({ agentId: iss, jti, expiresAtMs: exp * 1000 + LINK_TOKEN_SKEW_MS });
  }

  /**
   * Uses the token up; belongs into the transaction that opens the link. False when it was used before, or
   * when the agent was revoked while its token was verified.
   */
  admit({ agentId, jti, expiresAtMs }: SignIn, nowMs: number): boolean {
    if (!this.#activeKeys().some(({ kid }) => kid === agentId)) return false;
    this.#db.delete(signIns).where(lt(signIns.expiresAtMs, nowMs)).run();
    const used = this.#db.select({ jti: signIns.jti }).from(signIns).where(eq(signIns.jti, jti)).get();
    if (used !== undefined) return false;
    this.#db.insert(signIns).values({ jti, expiresAtMs }).run();
    return true;
  }

  #activeKeys() {
    const rows = this.#db
      .select({ id: agents.id, publicKey: agents.publicKey })
      .from(agents)
      .where(and(isNull(agents.revokedAtMs)))
      .all();
    return rows.map(({ id, publicKey }) => ({ kid: id, kty: "OKP", crv: "Ed25519", x: publicKey }));
  }
}

export function notSignedIn(): Refusal {
  return refusal("not_signed_in", "The agent is not paired with this account, or its token is not valid.", {
    hint: "pair the agent again",
  });
}
