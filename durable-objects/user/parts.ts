import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Refusal } from "../../src/domain/refusal.ts";
import type { Result } from "../../src/domain/result.ts";
import type { FeedHolds } from "../shared/feed-holds.ts";
import type { AuditTeller } from "./audit-teller.ts";
import type { Challenges } from "./challenges.ts";
import type { Memberships } from "./memberships.ts";
import type { Passkeys } from "./passkeys.ts";
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
  readonly feeds: FeedHolds<typeof schema>;
  /** Runs `work` as one transaction. */
  readonly transaction: <T>(work: () => T) => T;
}

/** A refusal, and how long to wait when waiting helps. */
export interface Denial {
  readonly refusal: Refusal;
  readonly retryAfterMs?: number;
  /** It counts as a failed login against the address. */
  readonly failedLogin?: boolean;
}

export type Outcome<T> = Result<T, Denial>;
