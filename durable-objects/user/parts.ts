import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { LimitView } from "../../src/domain/access/limit-view.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import type { Result } from "../../src/domain/result.ts";
import type { FeedHolds } from "../shared/feed-holds.ts";
import type { AuditTeller } from "./audit-teller.ts";
import type { Challenges } from "./challenges.ts";
import type { Consents } from "./consents.ts";
import type { Memberships } from "./memberships.ts";
import type { Passkeys } from "./passkeys.ts";
import type { PersonMail } from "./person-mail.ts";
import type { PersonRow } from "./person-row.ts";
import type * as schema from "./schema.ts";
import type { SecondFactors } from "./second-factors.ts";
import type { Sessions } from "./sessions.ts";

export type UserDatabase = DrizzleSqliteDODatabase<typeof schema>;

/** The parts of a person who exists. */
export interface UserParts {
  readonly userId: string;
  readonly person: PersonRow;
  readonly sessions: Sessions;
  readonly memberships: Memberships;
  readonly challenges: Challenges;
  readonly factors: SecondFactors;
  readonly passkeys: Passkeys;
  readonly audit: AuditTeller;
  readonly consents: Consents;
  readonly mail: PersonMail;
  readonly feeds: FeedHolds<typeof schema>;
  /** Runs `work` as one transaction. */
  readonly transaction: <T>(work: () => T) => T;
}

/** A refusal, and how long to wait when waiting helps. */
export interface Denial {
  readonly refusal: Refusal;
  readonly retryAfterMs?: number;
  /** The limits that the asker stands under, for the RateLimit headers. */
  readonly limits?: readonly LimitView[];
  /** It counts as a failed login against the address. */
  readonly failedLogin?: boolean;
  /** The tenant has named the origin that the call comes from, so its page may read this. */
  readonly originAllowed?: boolean;
}

export type Outcome<T> = Result<T, Denial>;
