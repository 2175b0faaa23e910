import { desc } from "drizzle-orm";
import type { RateLimit } from "../../src/domain/access/limits.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { err, ok } from "../../src/domain/result.ts";
import type { Rates } from "../shared/rates.ts";
import type { ConsentView } from "./consents.ts";
import type { Membership } from "./memberships.ts";
import type { Outcome, UserDatabase, UserParts } from "./parts.ts";
import type { PasskeyView } from "./passkeys.ts";
import { deny, sessionOver } from "./refusals.ts";
import type * as schema from "./schema.ts";
import { knownAddresses, sessions } from "./schema.ts";

const MINUTES = 10;
/** It reads everything that there is of the person, in every tenant. */
const EXPORT_LIMIT: RateLimit = { limit: 1, windowMs: MINUTES * 60_000, blockMs: 0 };

/** What the person's own object holds of them; never a secret, nor the digest of one. */
export interface PersonalData {
  readonly userId: string;
  readonly email: string;
  readonly createdAtMs: number;
  readonly memberships: readonly Membership[];
  /** All that are kept, ended ones too. */
  readonly sessions: readonly {
    readonly id: string;
    readonly tenantId: string;
    readonly client: string;
    readonly name: string;
    readonly address: string;
    readonly factor: string;
    readonly startedAtMs: number;
    readonly lastSeenAtMs: number;
    readonly endedAtMs: number | null;
    readonly endReason: string | null;
  }[];
  readonly factors: {
    readonly password: true;
    readonly authenticatorApp: boolean;
    readonly recoveryCodesLeft: number;
    readonly passkeys: readonly PasskeyView[];
  };
  readonly knownAddresses: readonly { readonly address: string; readonly lastAtMs: number }[];
  readonly consents: readonly ConsentView[];
}

/** Begins an export: counted, and recorded in each of the person's tenants. */
export function startExport(
  parts: UserParts,
  db: UserDatabase,
  rates: Rates<typeof schema>,
  sessionId: string,
  nowMs: number,
): Outcome<PersonalData> {
  const person = parts.person.get();
  if (person === null) return deny(sessionOver);
  const counted = rates.count("export", EXPORT_LIMIT, nowMs);
  if (!counted.allowed) {
    const refused = refusal("rate_limited", `Your data can be exported once in ${MINUTES} minutes.`);
    return err({ refusal: refused, retryAfterMs: counted.retryAfterMs });
  }
  const { userId } = parts;
  const memberships = parts.memberships.all();
  const address = parts.sessions.addressOf(sessionId);
  const news = { actor: userId, action: "person.exported", subject: userId, address } as const;
  const tenantIds = memberships.map(({ tenantId }) => tenantId);
  parts.transaction(() => parts.audit.tell(tenantIds, news, nowMs));
  return ok({
    userId,
    email: person.email,
    createdAtMs: person.createdAtMs,
    memberships,
    sessions: db
      .select()
      .from(sessions)
      .orderBy(desc(sessions.startedAtMs))
      .all()
      .map(({ csrfKey: _, failedAttempts: __, ...session }) => session),
    factors: {
      password: true,
      authenticatorApp: person.totpSecret !== null,
      recoveryCodesLeft: parts.factors.recoveryCodesLeft(),
      passkeys: parts.passkeys.list(),
    },
    knownAddresses: db.select().from(knownAddresses).orderBy(desc(knownAddresses.lastAtMs)).all(),
    consents: parts.consents.list(),
  });
}
