import type { Refusal } from "../../../src/domain/refusal.ts";
import type { HaltStanding } from "../../../src/protocol/halt.ts";
import type { Order, Step, StepRequest } from "../journal/records.ts";
import type { Turns } from "../journal/turns.ts";
import type { Log } from "../log.ts";
import { lookAt, resumed } from "./account-watch.ts";
import { GatewayAbsence } from "./gateway-absence.ts";
import type { Halt, HaltFile } from "./halt-file.ts";
import { bookOf, type Shown } from "./in-flight.ts";
import { type Bench, type Judgement, judge } from "./judge.ts";
import { watchesMoney } from "./money-limits.ts";
import type { Money, MoneyState } from "./money-state.ts";
import { inWindow } from "./order-rate.ts";
import type { PolicySource } from "./policy-source.ts";
import type { PolicyStore, StandingOrders } from "./policy-store.ts";
import { type Demand, demandOf, type StopFacts, stopsOf } from "./stops.ts";
import { type PolicySummary, summaryOf } from "./summary.ts";

export interface GuardParts {
  readonly store: PolicyStore;
  readonly turns: Turns;
  readonly source: PolicySource;
  readonly haltFile: HaltFile;
  /** The account as the terminal shows it. */
  readonly shown: () => Shown;
  /** Orders that have not ended. */
  readonly orders: () => Iterable<Order>;
  /** The account's money, undefined while it is not known for sure. */
  readonly money: () => Money | undefined;
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
  readonly log: Log;
  /** Something changed that the status, the gateway or the chart shows. */
  readonly changed: () => void;
}

/**
 * The agent's own last word (P6): holds the policy in force, the halt flag, the day's losses and the peaks,
 * judges every step before it goes to the terminal, and says what has to be closed. It only ever refuses or
 * closes; nothing that the gateway sends can widen it.
 */
export class PolicyGuard {
  readonly #parts: GuardParts;
  readonly #absence: GatewayAbsence;
  #standing: StandingOrders;
  #gatewayStop: HaltStanding;
  #money: MoneyState | undefined;
  #halt: Halt | null;
  /** When entries were passed on, by the monotonic clock. */
  #entryTimes: number[];
  #told = "";

  constructor(parts: GuardParts) {
    this.#parts = parts;
    const { store, haltFile, wallMs, monotonicMs, source } = parts;
    this.#standing = store.standing();
    this.#gatewayStop = store.gatewayStop();
    this.#money = store.money();
    this.#halt = haltFile.read();
    const now = wallMs();
    // A clock that was set back makes them look later than now: they then count as if they were made now.
    this.#entryTimes = store.entryTimes().map((at) => monotonicMs() - Math.max(0, now - at));
    this.#absence = new GatewayAbsence(monotonicMs);
    const { awaySinceMs } = this.#standing;
    if (awaySinceMs !== null) this.#absence.takeOver(now - awaySinceMs, source.inForce.policy);
  }

  /**
   * Judges steps of one order that are to be passed to the terminal now; the answer says for each why it may
   * not, or null. Those that may count as passed on. Belongs into a turn.
   */
  judge(order: Order, steps: readonly Step[]): readonly (Refusal | null)[] {
    this.look();
    const requests = steps.flatMap(({ request }) => (request === null ? [] : [request]));
    const { refusals, entries } = this.#judged(requests, order.origin !== "gateway");
    this.#countEntries(entries);
    let at = 0;
    return steps.map(({ request }) => (request === null ? null : (refusals[at++] ?? null)));
  }

  /** What `judge` would say of these requests of the gateway now; nothing is counted. */
  wouldRefuse(requests: readonly StepRequest[]): readonly (Refusal | null)[] {
    return this.#judged(requests, false).refusals;
  }

  #judged(requests: readonly StepRequest[], own: boolean): Judgement {
    const { source, shown, orders, wallMs, monotonicMs } = this.#parts;
    const bench: Bench = {
      policy: source.inForce.policy,
      book: bookOf(shown(), orders),
      stopped: this.stops[0] ?? null,
      ...{ entryTimes: this.#entryTimes, steadyMs: monotonicMs(), nowMs: wallMs() },
    };
    return judge(requests, bench, own);
  }

  #countEntries(entries: number): void {
    const { source, store, wallMs, monotonicMs } = this.#parts;
    const most = source.inForce.policy.orders.max_per_minute;
    if (most === undefined || entries === 0) return;
    this.#entryTimes = inWindow(this.#entryTimes, monotonicMs());
    for (let passed = 0; passed < entries; passed++) {
      this.#entryTimes.push(monotonicMs());
      store.addEntry(wallMs(), most);
    }
  }

  /** Looks at the account's money, the gateway's absence and the halt flag. To be called often. */
  look(): void {
    const { source, money, turns, store, wallMs, log, haltFile } = this.#parts;
    const { policy, state } = source.inForce;
    this.#halt = haltFile.read();
    const now = money();
    if (now !== undefined) {
      const look = lookAt(this.#money, now, policy, wallMs());
      this.#money = look.state;
      for (const { limit, message, action } of look.breaches)
        log.error("policy_breach", { limit, message, action });
      if (look.worthKeeping) turns.run(() => store.saveMoney(look.state));
    }
    const latch = policy.gateway_away?.until === "resume" && this.#absence.isTooLong(policy);
    if (latch && !this.#standing.awayLatched) this.#save({ awayLatched: true });
    if (state === "loaded" && !this.#standing.hadFile) this.#save({ hadFile: true });
    this.#tellChanges();
  }

  /** The link to the gateway went up or down. */
  gatewayIs(up: boolean): void {
    const turned = this.#absence.set(up);
    // An agent that starts without the gateway, too: one that is restarted again and again must not count anew.
    if (turned || (!up && this.#standing.awaySinceMs === null)) {
      this.#save({ awaySinceMs: up ? null : this.#parts.wallMs() });
    }
    this.#tellChanges();
  }

  /** The gateway's emergency stop as it was last told. */
  get gatewayStop(): HaltStanding {
    return this.#gatewayStop;
  }

  /** The gateway stops entries, or lets go what it stopped itself and nothing else (P6). Belongs into a turn. */
  gatewayStops(standing: HaltStanding): void {
    this.#gatewayStop = standing;
    this.#parts.store.saveGatewayStop(standing);
    this.#tellChanges();
  }

  /** A person stops entries; written to the halt file, so that it holds across restarts. */
  halt(by: string, reason: string): void {
    this.#parts.haltFile.write({ by, reason, sinceMs: this.#parts.wallMs() });
    this.#parts.log.warn("halted", { by, reason });
    this.look();
  }

  /**
   * A person lets entries go on: halt, breaches and a latched absence end. A limit that is still reached is
   * reached again at once; `reset` counts day and peaks anew from the account as it is. The answer is why
   * entries are stopped nevertheless.
   */
  resume(by: string, reset: boolean): readonly Refusal[] {
    const { haltFile, store, turns, money, source, wallMs, log } = this.#parts;
    haltFile.remove();
    log.warn("resumed", { by, reset });
    this.#money = resumed(this.#money, money(), source.inForce.policy, wallMs(), reset);
    const state = this.#money;
    if (state !== undefined) turns.run(() => store.saveMoney(state));
    this.#save({ flatten: null, awayLatched: false });
    this.look();
    return this.stops;
  }

  /** A person wants everything closed and cancelled. */
  flatten(by: string, all: boolean): void {
    this.#parts.log.warn("flatten", { by, all });
    this.#save({ flatten: { by, all, sinceMs: this.#parts.wallMs() } });
    this.#tellChanges();
  }

  /** The account is flat: a person's `flatten` is done. */
  flattened(): void {
    if (this.#standing.flatten === null) return;
    this.#parts.log.info("flat");
    this.#save({ flatten: null });
    this.#tellChanges();
  }

  /** Why entries are stopped, the most telling reason first. */
  get stops(): readonly Refusal[] {
    return stopsOf(this.#facts());
  }

  /** What has to be closed and cancelled now, or null. */
  get demand(): Demand | null {
    return demandOf(this.#facts());
  }

  /** The halt as others are told of it: a person's, or the policy's own stop. */
  get halted(): Halt | null {
    const { stopped } = this.#gatewayStop;
    if (this.#halt !== null) return this.#halt;
    if (stopped !== null) return { ...stopped, by: `gateway, ${stopped.by}`.slice(0, 60) };
    // Money that is not known yet is no decision of anybody; the terminal's own state tells of it.
    const stop = this.stops.find(({ code }) => code !== "policy_money_unknown");
    if (stop === undefined) return null;
    const sinceMs = this.#money?.breaches[0]?.atMs ?? this.#standing.awaySinceMs ?? this.#parts.wallMs();
    return { by: "policy", reason: stop.message.slice(0, 200), sinceMs };
  }

  /** Limits and how much of them is used. */
  summary(): PolicySummary {
    const { source, shown, orders, money, wallMs, monotonicMs } = this.#parts;
    return summaryOf({
      inForce: source.inForce,
      book: bookOf(shown(), orders),
      money: money(),
      state: this.#money,
      stops: this.stops,
      entriesLately: inWindow(this.#entryTimes, monotonicMs()).length,
      nowMs: wallMs(),
    });
  }

  #facts(): StopFacts {
    const { source, money } = this.#parts;
    const { inForce } = source;
    return {
      inForce,
      halt: this.#halt,
      stopped: this.#gatewayStop.stopped,
      flatten: this.#standing.flatten,
      breaches: this.#money?.breaches ?? [],
      gatewayAway: this.#standing.awayLatched || this.#absence.isTooLong(inForce.policy),
      moneyUnknown: watchesMoney(inForce.policy) && money() === undefined,
    };
  }

  #save(changes: Partial<StandingOrders>): void {
    this.#standing = { ...this.#standing, ...changes };
    const standing = this.#standing;
    this.#parts.turns.run(() => this.#parts.store.saveStanding(standing));
  }

  #tellChanges(): void {
    const told = this.stops.map(({ code }) => code).join(" ");
    if (told === this.#told) return;
    this.#told = told;
    this.#parts.log.warn("entries", { stopped: told === "" ? "no" : told });
    this.#parts.changed();
  }
}
