import { DurableObject } from "cloudflare:workers";
import migrations from "../../migrations/strategy/migrations.js";
import { liveSecrets } from "../../src/domain/access/secret-rotation.ts";
import { type RawActor, theSystem } from "../../src/domain/audit/make-draft.ts";
import type { Sample } from "../../src/domain/metrics/sample.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import { RetentionRows, readRetention } from "../shared/retention-rows.ts";
import { Sweeper } from "../shared/sweeper.ts";
import type { Alert } from "./alert.ts";
import { AlertSearch, type AlertsFound, type AlertsQuery } from "./alert-search.ts";
import { answerOf, type HookAnswer, type HookRequest } from "./hook-message.ts";
import { type HookSecretView, viewOf } from "./hook-secrets.ts";
import { Intake, type Strangers } from "./intake.ts";
import { alertStocks } from "./old-alerts.ts";
import * as schema from "./schema.ts";
import { freshSecret, SecretDesk } from "./secret-desk.ts";
import { type StrategySettings, strategySettingsSchema } from "./settings.ts";
import { StrategyMetrics } from "./strategy-metrics.ts";
import { StrategyRow, type StrategyState } from "./strategy-row.ts";

/** The Worker's clock and the object's earlier alerts may disagree by so much when an alert is looked up. */
const CLOCK_MARGIN_MS = 60_000;

/** What the owner sees of a strategy; never a secret. */
export interface StrategyOverview {
  readonly settings: StrategySettings;
  /** Stopped by a message of its own. */
  readonly halted: boolean;
  /** The secrets that are good, without the secrets themselves; the newest last. */
  readonly secrets: readonly HookSecretView[];
  /** Signals that their accounts have not confirmed yet, and those among them that no account takes. */
  readonly undelivered: { readonly rows: number; readonly parked: number };
  /** Requests with a wrong secret or signature since the object woke; they are on no list. */
  readonly strangers: Strangers;
}

export interface CreateStrategy {
  readonly strategyId: string;
  readonly tenantId: string;
  readonly settings: StrategySettings;
}

interface StrategyParts {
  readonly row: StrategyRow;
  readonly intake: Intake;
  readonly desk: SecretDesk;
  readonly retention: RetentionRows<typeof schema>;
  readonly search: AlertSearch;
  readonly sweeper: Sweeper;
  readonly metrics: StrategyMetrics;
}

/** One source of alerts: proves who sends, keeps every alert with its verdict, sends signals to accounts. */
export class Strategy extends DurableObject<Env> {
  readonly #database: ObjectDatabase<typeof schema>;
  readonly #alarms: Alarms;
  #parts: StrategyParts | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#database = new ObjectDatabase(ctx, schema, migrations);
    this.#alarms = new Alarms(ctx);
  }

  /**
   * Makes the strategy and its secret. May be repeated with the same ids: then it changes nothing and
   * gives the same secret, for a caller whose first answer was lost; null once another took its place, which
   * only whoever made it has been shown.
   */
  async create(request: CreateStrategy): Promise<{ secret: string | null; overview: StrategyOverview }> {
    const { strategyId, tenantId, settings } = request;
    await this.#database.create();
    const { row, intake } = this.#open();
    if (row.get() === null) {
      const secrets = { lastN: 1, list: [freshSecret(1, Date.now())] };
      row.create({ strategyId, tenantId, secrets, settings, halted: false }, Date.now());
    }
    const state = row.get();
    if (state?.strategyId !== strategyId || state.tenantId !== tenantId) {
      throw new Error("another strategy has this id");
    }
    const { lastN, list } = state.secrets;
    const secret = lastN === 1 ? (list[0]?.secret ?? null) : null;
    return { secret, overview: overviewOf(state, intake) };
  }

  /** Null when there is no such strategy. */
  overview(): StrategyOverview | null {
    const open = this.#existing();
    return open === null ? null : overviewOf(open.state, open.intake);
  }

  /** Changes the settings that are given and, unless null, halts or resumes. Null: no such strategy. */
  configure(
    changes: Partial<StrategySettings>,
    halted: boolean | null,
    who: RawActor = theSystem,
  ): StrategyOverview | null {
    const open = this.#existing();
    if (open === null) return null;
    const { state, row, intake } = open;
    const settings = strategySettingsSchema.parse({ ...state.settings, ...changes });
    const next = { ...state, settings, halted: halted ?? state.halted };
    const subject = { kind: "strategy", id: state.strategyId } as const;
    const [before, after, nowMs] = [state.settings, settings, Date.now()];
    try {
      this.#database.transaction(() => {
        row.change({ settings, halted: next.halted });
        if (Object.keys(changes).length > 0) {
          intake.audit.record({ action: "strategy.settings_changed", who, subject, before, after }, nowMs);
        }
        if (next.halted !== state.halted) {
          const action = next.halted ? "strategy.halted" : "strategy.resumed";
          intake.audit.record({ action, who, subject }, nowMs);
        }
      });
    } catch (error) {
      row.reread();
      throw error;
    }
    intake.audit.deliver();
    intake.settingsChanged();
    return overviewOf(next, intake);
  }

  /**
   * Makes a new secret, shown only in this answer; the one before stays good for `overlapMs` milliseconds.
   * Refused with `rotation_open` while two are good.
   */
  rotateSecret(
    overlapMs: number,
    who: RawActor,
  ): Result<{ secret: string; overview: StrategyOverview }, Refusal> {
    const open = this.#existing();
    if (open === null) return err(noSuchStrategy());
    const made = open.desk.rotate(open.state, overlapMs, who, Date.now());
    if (!made.ok) return made;
    return ok({
      secret: made.value.secret,
      overview: overviewOf(this.#existing()?.state ?? open.state, open.intake),
    });
  }

  /** Voids a secret at once. */
  revokeSecret(n: number, who: RawActor): Result<StrategyOverview, Refusal> {
    const open = this.#existing();
    if (open === null) return err(noSuchStrategy());
    const revoked = open.desk.revoke(open.state, n, who, Date.now());
    return revoked.ok ? ok(overviewOf(this.#existing()?.state ?? open.state, open.intake)) : revoked;
  }

  /** Seals the secrets under the deployment's current key, and records that; says how many it did now. */
  rewrapSecrets(who: RawActor): number {
    const open = this.#existing();
    if (open === null) return 0;
    const { state, row, intake } = open;
    try {
      const done = this.#database.transaction(() => {
        if (!row.rewrap()) return 0;
        const subject = { kind: "strategy", id: state.strategyId } as const;
        intake.audit.record({ action: "keys.rewrapped", who, subject }, Date.now());
        return state.secrets.list.length;
      });
      intake.audit.deliver();
      return done;
    } catch (error) {
      row.reread();
      throw error;
    }
  }

  /**
   * The hook. Resolves when the alert and its verdict are stored, or when nothing is to be stored because
   * the sender proved nothing; never waits for an account unless its profile is not known here.
   */
  receive(request: HookRequest): Promise<HookAnswer> | HookAnswer {
    const open = this.#existing();
    return open === null ? unknownStrategy() : open.intake.receive(request);
  }

  /** The answer to a request whose call to `receive` broke off; null when it stored nothing. */
  find(request: Pick<HookRequest, "random" | "receivedAtMs">): HookAnswer | null {
    const open = this.#existing();
    const alert = open?.intake.find(request.random, request.receivedAtMs - CLOCK_MARGIN_MS) ?? null;
    return alert === null ? null : answerOf(alert);
  }

  /** The newest alerts first that the filter lets through, see alert-search.ts. */
  alerts(query: AlertsQuery): AlertsFound {
    return this.#existing()?.search.page(query) ?? { items: [], through: null };
  }

  alert(id: string): Alert | null {
    return this.#existing()?.intake.store.byId(id) ?? null;
  }

  /** What /metrics shows of the strategy, for its tenant only; null when there is no such strategy there. */
  metrics(tenantId: string): Sample[] | null {
    const open = this.#existing();
    return open === null || open.state.tenantId !== tenantId ? null : open.metrics.samples(open.state);
  }

  override alarm(): void {
    this.#alarms.fired();
    const open = this.#existing();
    if (open === null) return;
    const nowMs = Date.now();
    open.desk.alarm(open.state, nowMs);
    open.intake.doors.alarm(nowMs);
    open.intake.outbox.alarm();
    open.sweeper.alarm(nowMs);
  }

  /** How long the tenant has things kept; what its outbox brings, at least once and in any order. */
  applyRetention(messages: readonly string[]): void {
    const open = this.#existing();
    const told = messages.map(readRetention).filter(({ tenantId }) => tenantId === open?.state.tenantId);
    this.#database.transaction(() => {
      for (const message of told) open?.retention.apply(message, Date.now());
    });
    open?.sweeper.changed(Date.now());
  }

  #open() {
    if (this.#parts !== null) return this.#parts;
    const row = new StrategyRow(this.#database.db, this.env.VAULT_KEYS);
    const intake = new Intake({
      ctx: this.ctx,
      env: this.env,
      database: this.#database,
      alarms: this.#alarms,
      row,
    });
    const { audit } = intake;
    const desk = new SecretDesk({ database: this.#database, alarms: this.#alarms, row, audit });
    const retention = new RetentionRows(this.#database.db);
    const periods = () => retention.of(row.get()?.tenantId ?? "");
    const stocks = alertStocks(this.#database.db, intake.spentIds, periods);
    const transaction = <T>(work: () => T): T => this.#database.transaction(work);
    const sweeper = new Sweeper({ alarms: this.#alarms, stocks, transaction });
    const metrics = new StrategyMetrics({ ctx: this.ctx, db: this.#database.db, outbox: intake.outbox });
    const search = new AlertSearch(this.#database.db);
    this.#parts = { row, intake, desk, search, retention, sweeper, metrics };
    sweeper.arm(Date.now());
    return this.#parts;
  }

  /** The parts and the state of the strategy, or null when it was never created. */
  #existing() {
    if (!this.#database.created) return null;
    const parts = this.#open();
    const state = parts.row.get();
    return state === null ? null : { ...parts, state };
  }
}

function overviewOf({ settings, halted, secrets }: StrategyState, intake: Intake): StrategyOverview {
  const { strangers, outbox } = intake;
  const live = liveSecrets(secrets.list, Date.now()).map(viewOf);
  return { settings, halted, secrets: live, undelivered: outbox.waiting("acc_"), strangers };
}

function unknownStrategy(): HookAnswer {
  return { verdict: "refused", alertId: null, refusal: noSuchStrategy() };
}

function noSuchStrategy(): Refusal {
  return refusal("unknown_strategy", "There is no such strategy.");
}
