import type { Happening, RawActor } from "../../../src/domain/audit/make-draft.ts";
import type { AccountStop } from "../../../src/domain/emergency/account-stop.ts";
import { covers, effectiveStop } from "../../../src/domain/emergency/effective-stop.ts";
import { noticeOfLift, noticeOfStop } from "../../../src/domain/emergency/emergency-notice.ts";
import type { NoticeTeller } from "../../../src/domain/notices/notice.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { Env } from "../../../src/env.ts";
import type { ObjectDatabase } from "../../shared/database.ts";
import type { Outbox } from "../../shared/outbox.ts";
import type { AccountStopView } from "../../trading-account/stop-views.ts";
import type * as schema from "../schema.ts";
import { StopNews } from "./stop-news.ts";
import { StopTable, type StoredStop } from "./stop-table.ts";

const MOST_LISTED = 50;
/** So many may stand at once; more are a mistake or an attack, and every account has to look at them all. */
const MOST_STANDING = 200;

/** A stop that somebody gives; `id` is the same for a repeat. */
export interface StopOrder {
  readonly id: string;
  readonly accounts: readonly string[] | null;
  readonly reason: string;
  readonly stopsEntries: boolean;
  readonly closesPositions: boolean;
  readonly notifies: boolean;
}

/** A stop, and what each account that was reached says to it; one that is missing is told by the outbox. */
export interface StopOutcome {
  readonly stop: StoredStop;
  readonly accounts: readonly { readonly accountId: string; readonly state: AccountStopView | null }[];
}

export interface LiftOutcome {
  /** Those that were lifted now. */
  readonly lifted: readonly StoredStop[];
  readonly accounts: StopOutcome["accounts"];
}

/** The version of the word that each account is told; null: only asked. */
type Words = ReadonlyMap<string, number | null>;

export interface EmergencyParts {
  readonly env: Env;
  readonly database: ObjectDatabase<typeof schema>;
  readonly tenantId: () => string;
  /** All trading accounts of the tenant. */
  readonly accounts: () => readonly string[];
  readonly outbox: () => Pick<Outbox<typeof schema>, "enqueue" | "deliver">;
  readonly record: (happening: Happening, nowMs: number) => void;
  readonly notices: NoticeTeller;
}

/**
 * Emergency stops: kept with their audit entry, their notice and the word to each account in one transaction. A
 * crash before it leaves nothing, one after it leaves the word to the outbox, which repeats it until the account
 * has it. Each word says how the account stands from now on, under a version that rises.
 */
export class Emergency {
  readonly news: StopNews;
  readonly #parts: EmergencyParts;
  readonly #table: StopTable;

  constructor(parts: EmergencyParts) {
    this.#parts = parts;
    this.#table = new StopTable(parts.database.db);
    this.news = new StopNews({
      env: parts.env,
      outbox: parts.outbox,
      ahead: (accountId, version) => this.#catchUp(accountId, version),
    });
  }

  /** Gives a stop, or says how one stands that was given before. Resolves when the accounts have answered. */
  async stop(
    order: StopOrder,
    by: string,
    who: RawActor,
    nowMs: number,
  ): Promise<Result<StopOutcome, Refusal>> {
    const known = this.#table.find(order.id);
    if (known === null && this.#table.standing().length >= MOST_STANDING) {
      return err(refusal("too_many", `At most ${MOST_STANDING} stops can stand at once; lift some.`));
    }
    if (known !== null) {
      const asked = new Map(this.#covered([known]).map((accountId) => [accountId, null]));
      return ok({ stop: known, accounts: await this.#tell(asked) });
    }
    const { stop, words } = this.#give(order, by, who, nowMs);
    return ok({ stop, accounts: await this.#tell(words) });
  }

  /** Lifts one stop, or all of them. Resolves when the accounts have answered. */
  async lift(
    stopId: string | null,
    by: string,
    who: RawActor,
    nowMs: number,
  ): Promise<Result<LiftOutcome, Refusal>> {
    const named = stopId === null ? null : this.#table.find(stopId);
    if (stopId !== null && named === null) return err(refusal("unknown_stop", "There is no such stop."));
    const standing = this.#table.standing();
    const lifted = standing.filter(({ id }) => stopId === null || id === stopId);
    // All accounts when all is lifted: one that was restored from a backup may be stopped by nobody's order.
    const told = stopId === null ? [...this.#parts.accounts()] : this.#covered(lifted);
    const words = this.#parts.database.transaction(() => {
      for (const stop of lifted) {
        this.#table.lift(stop.id, by, nowMs);
        this.#record("emergency.lifted", stop, who, nowMs);
        if (stop.notifies) this.#parts.notices.tell(noticeOfLift(stop, by, nowMs));
      }
      return this.#enqueueAll(told, null);
    });
    return ok({ lifted, accounts: await this.#tell(words) });
  }

  /** Whether any stop is in force. */
  stands(): boolean {
    return this.#table.standing().length > 0;
  }

  /** The stops, newest first: all that stand, and some that were lifted. */
  list(): StoredStop[] {
    const standing = this.#table.standing().reverse();
    const lifted = this.#table.latest(MOST_LISTED).filter(({ liftedAtMs }) => liftedAtMs !== null);
    return [...standing, ...lifted];
  }

  /**
   * A new account starts stopped while a stop of all accounts stands; belongs into the transaction that lists it.
   * The answer is the word that it is told, for `delivered`; null when there is none.
   */
  registered(accountId: string): number | null {
    const { stopped } = effectiveStop(this.#table.standing(), accountId);
    return stopped === null ? null : this.#enqueue(accountId, null);
  }

  /** Resolves when a new account has heard its first word, or did not answer in time. */
  async delivered(accountId: string, version: number | null): Promise<void> {
    if (version !== null) await this.news.deliver(new Map([[accountId, version]]));
  }

  #give(order: StopOrder, by: string, who: RawActor, nowMs: number): { stop: StoredStop; words: Words } {
    const { stopsEntries } = order;
    const ended = stopsEntries ? null : { liftedAtMs: nowMs, liftedBy: by };
    const stop: StoredStop = { ...order, by, atMs: nowMs, liftedAtMs: null, liftedBy: null, ...ended };
    const accounts = this.#covered([stop]);
    const words = this.#parts.database.transaction(() => {
      this.#table.add(stop);
      this.#record("emergency.stopped", stop, who, nowMs);
      if (stop.notifies) this.#parts.notices.tell(noticeOfStop(stop, accounts.length));
      return this.#enqueueAll(accounts, stop);
    });
    return { stop, words };
  }

  #covered(stops: readonly StoredStop[]): string[] {
    return this.#parts.accounts().filter((id) => stops.some((stop) => covers(stop, id)));
  }

  /** `given`: the stop that this word is about; one that stops no entries does not stand, and closes once. */
  #enqueue(accountId: string, given: StoredStop | null, above = 0): number {
    const { stopped, closing } = effectiveStop(this.#table.standing(), accountId);
    const once = given?.closesPositions === true ? { stopId: given.id, repeat: false } : null;
    const word: AccountStop = {
      tenantId: this.#parts.tenantId(),
      version: this.#table.nextVersion(accountId, above),
      stopped,
      closing: closing ?? once,
    };
    this.#parts.outbox().enqueue(accountId, JSON.stringify(word));
    return word.version;
  }

  #enqueueAll(accountIds: readonly string[], given: StoredStop | null): Words {
    return new Map(accountIds.map((accountId) => [accountId, this.#enqueue(accountId, given)]));
  }

  async #tell(words: Words): Promise<StopOutcome["accounts"]> {
    const answers = await this.news.deliver(words);
    return [...answers].map(([accountId, state]) => ({ accountId, state }));
  }

  #catchUp(accountId: string, version: number): void {
    this.#parts.database.transaction(() => this.#enqueue(accountId, null, version));
    this.#parts.outbox().deliver(accountId);
  }

  #record(action: Happening["action"], stop: StoredStop, who: RawActor, nowMs: number): void {
    const { id: stopId, reason, stopsEntries, closesPositions } = stop;
    const accounts = stop.accounts === null ? "all" : [...stop.accounts];
    const subject = { kind: "tenant", id: this.#parts.tenantId() } as const;
    const after = { stopId, accounts, stopsEntries, closesPositions };
    this.#parts.record({ action, who, subject, reason, after }, nowMs);
  }
}
