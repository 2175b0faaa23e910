import { liveSecrets } from "../../src/domain/access/secret-rotation.ts";
import type { Earlier } from "../../src/domain/alert/duplicates.ts";
import type { Happening } from "../../src/domain/audit/make-draft.ts";
import type { Env } from "../../src/env.ts";
import type { Delivery } from "../../src/protocol/delivery.ts";
import type { Alarms } from "../shared/alarms.ts";
import { AuditPost, isTenant, sendToTenant } from "../shared/audit-post.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import { DoorWatch } from "../shared/door-watch.ts";
import { Outbox } from "../shared/outbox.ts";
import type { Alert } from "./alert.ts";
import { limitsLeft } from "./alert-limit.ts";
import { AlertStore } from "./alert-store.ts";
import { bodyKey } from "./body-key.ts";
import { CommitTogether } from "./commit-together.ts";
import { answerOf, type HookAnswer, type HookRequest } from "./hook-message.ts";
import { type Judgement, judge } from "./judge.ts";
import { LastMinute } from "./last-minute.ts";
import { acceptedRoutes, makeAlert, unavailable, type Verdict } from "./make-alert.ts";
import { type Message, readMessage } from "./message.ts";
import { ProfileRefresh } from "./profile-refresh.ts";
import { Profiles } from "./profiles.ts";
import { RecentBodies } from "./recent-bodies.ts";
import type * as schema from "./schema.ts";
import { alertIdOf, alertIdTail } from "./sequence.ts";
import { SpentIds } from "./spent-ids.ts";
import { storedDeliverySchema } from "./stored-delivery.ts";
import type { StrategyRow, StrategyState } from "./strategy-row.ts";
import { StrategyTraffic } from "./traffic.ts";

const nobody: ReadonlySet<string> = new Set();
/** Refusals of somebody who has the secret and yet comes from where the owner never sends: it may have leaked. */
const SUSPICIOUS: ReadonlySet<string> = new Set(["address_not_allowed", "certificate_required"]);

export interface IntakeParts {
  readonly ctx: DurableObjectState;
  readonly env: Env;
  readonly database: ObjectDatabase<typeof schema>;
  readonly alarms: Alarms;
  readonly row: StrategyRow;
}

/** Requests without proof since the object woke. */
export interface Strangers {
  readonly count: number;
  readonly lastAtMs: number | null;
}

/** The way of an alert through its strategy: read, judge, store, and send on. */
export class Intake {
  readonly store: AlertStore;
  readonly outbox: Outbox<typeof schema>;
  readonly audit: AuditPost<typeof schema>;
  readonly doors: DoorWatch;
  readonly spentIds: SpentIds;
  /** Senders that proved nothing leave no row, only this. */
  strangers: Strangers = { count: 0, lastAtMs: null };
  readonly #parts: IntakeParts;
  readonly #recent: RecentBodies;
  readonly #lastMinute: LastMinute;
  readonly #profiles: Profiles;
  readonly #refresh: ProfileRefresh;
  readonly #traffic: StrategyTraffic;
  readonly #commits = new CommitTogether();

  constructor(parts: IntakeParts) {
    const { ctx, database, alarms } = parts;
    this.#parts = parts;
    this.store = new AlertStore(database.db);
    this.spentIds = new SpentIds(database.db);
    this.#recent = new RecentBodies(this.store);
    this.#lastMinute = new LastMinute(this.store);
    this.#profiles = new Profiles(database.db);
    this.#refresh = new ProfileRefresh({ ctx, env: parts.env, profiles: this.#profiles });
    this.outbox = new Outbox({
      ctx,
      db: database.db,
      alarms,
      send: (destination, messages) =>
        isTenant(destination)
          ? sendToTenant(this.#parts.env, destination, messages)
          : this.#send(destination, messages),
    });
    this.audit = new AuditPost(this.outbox, () => this.#state().tenantId);
    const record = (happening: Happening, nowMs: number): void => {
      this.audit.record(happening, nowMs);
      this.audit.deliver();
    };
    this.doors = new DoorWatch(record, alarms);
    this.#traffic = new StrategyTraffic(database.db, record, () => this.#state().strategyId);
  }

  /**
   * Without an `await` from the first check to the stored row, so that nothing can come between them,
   * unless an account must be asked first; then everything is checked again after it answered.
   */
  receive(request: HookRequest): HookAnswer | Promise<HookAnswer> {
    const { secrets, settings } = this.#state();
    const live = liveSecrets(secrets.list, Date.now());
    const message = readMessage(
      request,
      live.map(({ secret }) => secret),
      settings,
    );
    if (!message.ok) {
      this.strangers = { count: this.strangers.count + 1, lastAtMs: request.receivedAtMs };
      this.#refusedAtDoor(request.address, message.error.code);
      return { verdict: "refused", alertId: null, refusal: message.error };
    }
    const { n = 0 } = live[message.value.secret] ?? {};
    return this.#commits.run(() => this.#decide({ ...message.value, secret: n }, request.random));
  }

  find(random: Uint8Array, sinceMs: number): Alert | null {
    return this.store.byTail(alertIdTail(random), sinceMs);
  }

  settingsChanged(): void {
    this.#recent.forget();
    this.#lastMinute.forget();
  }

  #refusedAtDoor(address: string | null, code: string): void {
    const subject = { kind: "strategy", id: this.#state().strategyId } as const;
    const who = { kind: "sender", address } as const;
    this.doors.refused({ action: "hook.refused", code, who, subject }, Date.now());
  }

  #state(): StrategyState {
    const state = this.#parts.row.get();
    if (state === null) throw new Error("the strategy does not exist");
    return state;
  }

  #decide(message: Message, random: Uint8Array): HookAnswer | Promise<HookAnswer> {
    const judgement = this.#judge(message, nobody);
    if (judgement.verdict === "unsure") return this.#askAndJudge(message, random, judgement.accountIds);
    return this.#record(message, judgement, random);
  }

  #judge(message: Message, asked: ReadonlySet<string>): Judgement {
    const { settings, halted } = this.#state();
    return judge(message, {
      settings,
      halted,
      asked,
      earlier: (arrival) => this.#earlier(arrival),
      acceptedLastMinute: (nowMs) => this.#lastMinute.count(nowMs).count,
      profileOf: (accountId) => this.#profiles.get(accountId),
    });
  }

  #earlier({ explicitId, bodyKey: key, receivedAtMs }: Message): Earlier {
    if (explicitId !== null) {
      const byId = this.store.acceptedWithId(explicitId);
      if (byId === undefined) return { byId: this.spentIds.find(explicitId, key) };
      return { byId: { alertId: byId.id, bodyHash: bodyKey(byId.body) } };
    }
    const byBody = this.#recent.find(key, receivedAtMs, this.#state().settings.windowMs);
    return { byBody: byBody && { alertId: byBody.id, receivedAtMs: byBody.receivedAtMs } };
  }

  async #askAndJudge(
    message: Message,
    random: Uint8Array,
    accountIds: readonly string[],
  ): Promise<HookAnswer> {
    const answered = await Promise.all(accountIds.map((accountId) => this.#refresh.now(accountId)));
    if (answered.includes(false)) return unavailable();
    const judgement = this.#judge(message, new Set(accountIds));
    // Only when the routes were changed while the accounts were asked.
    if (judgement.verdict === "unsure") return unavailable();
    return this.#record(message, judgement, random);
  }

  /** Stores the alert, its verdict and what follows from it as one, and starts what follows. */
  #record(message: Message, verdict: Verdict, random: Uint8Array): HookAnswer {
    const { database, row } = this.#parts;
    const { strategyId, tenantId, settings } = this.#state();
    const sequence = this.store.nextSequence(message.receivedAtMs);
    const alert = makeAlert(message, verdict, alertIdOf(strategyId, sequence, random));
    const routes = verdict.verdict === "accepted" ? acceptedRoutes(alert, settings.routes) : [];
    try {
      database.transaction(() => {
        this.store.insert(alert, sequence);
        row.used(message.secret, message.receivedAtMs);
        if (verdict.verdict !== "accepted") return;
        const { signal, deadlines, control } = verdict;
        for (const route of routes) {
          const { id: alertId, receivedAtMs } = alert;
          const about = { alertId, tenantId, strategyId, receivedAtMs };
          const delivery: Delivery = { ...about, signal, route, ...deadlines };
          this.outbox.enqueue(route.accountId, JSON.stringify(delivery));
        }
        if (control !== null) this.#control(control === "halt", message);
      });
    } catch (error) {
      row.reread();
      throw error;
    }
    if (verdict.verdict === "accepted") this.#lastMinute.add(sequence);
    if (verdict.verdict === "accepted" && message.explicitId === null) {
      this.#recent.add(message.bodyKey, alert.id, alert.receivedAtMs);
    }
    for (const { accountId } of routes) this.outbox.deliver(accountId);
    if (verdict.verdict === "accepted" && verdict.control !== null) this.audit.deliver();
    if (verdict.verdict === "refused" && SUSPICIOUS.has(verdict.refusal.code)) {
      this.#refusedAtDoor(message.address, verdict.refusal.code);
    }
    this.#traffic.came(alert, sequence, alert.receivedAtMs);
    return { ...answerOf(alert), ...limitsLeft(this.#lastMinute, settings, message.receivedAtMs) };
  }

  /** The message halts or resumes the strategy; within the transaction that stores the alert. */
  #control(halted: boolean, { address, receivedAtMs }: Message): void {
    const { row } = this.#parts;
    const before = this.#state();
    row.change({ halted });
    if (before.halted === halted) return;
    const subject = { kind: "strategy", id: before.strategyId } as const;
    const action = halted ? "strategy.halted" : "strategy.resumed";
    this.audit.record({ action, who: { kind: "sender", address }, subject }, receivedAtMs);
  }

  async #send(accountId: string, messages: readonly string[]): Promise<void> {
    const deliveries = messages.map((message) => storedDeliverySchema.parse(JSON.parse(message)));
    const answer = await this.#parts.env.TRADING_ACCOUNT.getByName(accountId).receive(deliveries);
    if (!answer.ok) throw new Error(`the account refused the delivery: ${answer.error.code}`);
    const { applied, profileVersion } = answer.value;
    const missing = deliveries.filter(({ alertId }) => !applied.includes(alertId));
    if (missing.length > 0) throw new Error(`the account left out ${missing.length} deliveries`);
    if (this.#profiles.get(accountId)?.version !== profileVersion) {
      this.#refresh.inBackground(accountId);
    }
  }
}
