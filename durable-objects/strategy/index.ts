import { DurableObject } from "cloudflare:workers";
import migrations from "../../migrations/strategy/migrations.js";
import { makeHookSecret } from "../../src/domain/access/token.ts";
import { refusal } from "../../src/domain/refusal.ts";
import type { Env } from "../../src/env.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import type { Alert } from "./alert.ts";
import { answerOf, type HookAnswer, type HookRequest } from "./hook-message.ts";
import { Intake, type Strangers } from "./intake.ts";
import * as schema from "./schema.ts";
import { type StrategySettings, strategySettingsSchema } from "./settings.ts";
import { StrategyRow, type StrategyState } from "./strategy-row.ts";

const SECRET_RANDOM_BYTES = 32;
/** The Worker's clock and the object's earlier alerts may disagree by so much when an alert is looked up. */
const CLOCK_MARGIN_MS = 60_000;

/** What the owner sees of a strategy; never a secret. */
export interface StrategyOverview {
  readonly settings: StrategySettings;
  /** Stopped by a message of its own. */
  readonly halted: boolean;
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

/** One source of alerts: proves who sends, keeps every alert with its verdict, sends signals to accounts. */
export class Strategy extends DurableObject<Env> {
  readonly #database: ObjectDatabase<typeof schema>;
  readonly #alarms: Alarms;
  #parts: { readonly row: StrategyRow; readonly intake: Intake } | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#database = new ObjectDatabase(ctx, schema, migrations);
    this.#alarms = new Alarms(ctx);
  }

  /**
   * Makes the strategy and its secret. May be repeated with the same ids: then it changes nothing and
   * gives the same secret, for a caller whose first answer was lost.
   */
  async create(request: CreateStrategy): Promise<{ secret: string; overview: StrategyOverview }> {
    const { strategyId, tenantId, settings } = request;
    await this.#database.create();
    const { row, intake } = this.#open();
    if (row.get() === null) {
      const secret = makeHookSecret(crypto.getRandomValues(new Uint8Array(SECRET_RANDOM_BYTES)));
      row.create({ strategyId, tenantId, secrets: [secret], settings, halted: false }, Date.now());
    }
    const state = row.get();
    const secret = state?.secrets.at(-1);
    if (state?.strategyId !== strategyId || state.tenantId !== tenantId || secret === undefined) {
      throw new Error("another strategy has this id");
    }
    return { secret, overview: overviewOf(state, intake) };
  }

  /** Null when there is no such strategy. */
  overview(): StrategyOverview | null {
    const open = this.#existing();
    return open === null ? null : overviewOf(open.state, open.intake);
  }

  /** Changes the settings that are given and, unless null, halts or resumes. Null: no such strategy. */
  configure(changes: Partial<StrategySettings>, halted: boolean | null): StrategyOverview | null {
    const open = this.#existing();
    if (open === null) return null;
    const { state, row, intake } = open;
    const settings = strategySettingsSchema.parse({ ...state.settings, ...changes });
    row.change({ settings, halted: halted ?? state.halted });
    intake.settingsChanged();
    return overviewOf({ ...state, settings, halted: halted ?? state.halted }, intake);
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

  /** The newest alerts first; `before` is the id of the last alert of the page before. */
  alerts({ limit, before }: { limit: number; before: string | null }): Alert[] {
    return this.#existing()?.intake.store.page(limit, before) ?? [];
  }

  alert(id: string): Alert | null {
    return this.#existing()?.intake.store.byId(id) ?? null;
  }

  override alarm(): void {
    this.#alarms.fired();
    this.#existing()?.intake.outbox.alarm();
  }

  #open() {
    if (this.#parts !== null) return this.#parts;
    const row = new StrategyRow(this.#database.db);
    const intake = new Intake({
      ctx: this.ctx,
      env: this.env,
      database: this.#database,
      alarms: this.#alarms,
      row,
    });
    this.#parts = { row, intake };
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

function overviewOf({ settings, halted }: StrategyState, intake: Intake): StrategyOverview {
  const { strangers, outbox } = intake;
  return { settings, halted, undelivered: outbox.waiting(), strangers };
}

function unknownStrategy(): HookAnswer {
  const why = refusal("unknown_strategy", "There is no such strategy.");
  return { verdict: "refused", alertId: null, refusal: why };
}
