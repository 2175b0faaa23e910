import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { LocalOrders } from "../executor/local-orders.ts";
import type { Order } from "../journal/records.ts";
import type { Log } from "../log.ts";
import type { InstrumentFacts } from "../planner/market.ts";
import type { Book } from "./exposure.ts";
import { type Target, targetsOf } from "./flatten-plan.ts";
import type { Demand } from "./stops.ts";

/** Pauses after failures in a row, the last one for good: what is refused now may go later. */
const RETRY_MS = [500, 1_000, 2_000, 5_000, 15_000, 30_000];
/** The terminal refuses a request that reaches it later than this. */
const DEADLINE_MS = 20_000;
/** On a hedging account a close that got no answer for so long is tried again: it cannot close twice. */
const SILENT_MS = 30_000;

/** So long somebody else's close of the same position, which is on its way, is left to end. */
const OTHERS_MS = 3_000;

/** Refusals that no waiting changes; a person has to do something. Still tried now and then. */
const lasting: ReadonlySet<string> = new Set([
  ...[
    "trade_disabled",
    "autotrading_off_at_server",
    "autotrading_off_in_terminal",
    "real_only",
    "market_closed",
  ],
  ...["symbol_disabled", "position_not_managed", "invalid_request"],
]);

export interface FlattenerParts {
  readonly local: Pick<LocalOrders, "carryOut" | "onEnd">;
  readonly symbols: () => ReadonlyMap<string, InstrumentFacts>;
  /** Why nothing can be sent to the terminal now, or null. */
  readonly notReady: () => Refusal | null;
  /** By the gateway's clock as far as it is known: deadlines are. */
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly log: Log;
}

/** How far a flattening is. */
export interface FlattenProgress {
  readonly flat: boolean;
  /** What is left, in words. */
  readonly left: readonly string[];
  /** What was refused last, in words. */
  readonly problems: readonly string[];
  /** Nothing that is left will go without a person. */
  readonly stuck: boolean;
}

/** One attempt after the other at one position or pending order. */
interface Attempts {
  count: number;
  /** The order on its way, null between two. */
  orderId: string | null;
  /** When the latest one was begun, and before when there is no other. */
  begunAtMs: number;
  notBeforeMs: number;
  refusal: Refusal | null;
}

/** Closes and cancels by local orders until nothing is left, whatever is refused meanwhile. */
export class Flattener {
  readonly #parts: FlattenerParts;
  readonly #attempts = new Map<string, Attempts>();
  readonly #byOrder = new Map<string, Attempts>();
  #progress: FlattenProgress = { flat: true, left: [], problems: [], stuck: false };

  constructor(parts: FlattenerParts) {
    this.#parts = parts;
    parts.local.onEnd("policy", (order, end) => this.#ended(order, end));
  }

  get progress(): FlattenProgress {
    return this.#progress;
  }

  /** Begins what can be begun now. To be called again and again while there is a demand. */
  work(demand: Demand, book: Book): FlattenProgress {
    const notReady = this.#parts.notReady();
    const targets = targetsOf(demand, book, this.#parts.symbols());
    for (const key of this.#attempts.keys())
      if (!targets.some((one) => one.key === key)) this.#attempts.delete(key);
    if (notReady === null) for (const target of targets) this.#attempt(target, demand, book);
    const problems = notReady === null ? this.#problems(targets) : [notReady.message];
    // An entry that is on its way may still become a position.
    const coming = book.inFlight.map(
      ({ lots, symbol, side }) => `order on its way, ${lots} ${symbol} ${side}`,
    );
    const left = [...targets.map(({ name }) => name), ...coming];
    const flat = notReady === null && left.length === 0;
    this.#progress = { flat, left, problems, stuck: !flat && targets.length > 0 && this.#isStuck(targets) };
    return this.#progress;
  }

  #attempt({ key, name, position, request }: Target, demand: Demand, book: Book): void {
    const { local, nowMs, monotonicMs, log } = this.#parts;
    const now = monotonicMs();
    const known = this.#attempts.get(key);
    const silent = known !== undefined && book.mode === "hedging" && now - known.begunAtMs >= SILENT_MS;
    if (known !== undefined && known.orderId !== null && !silent) return;
    if (known !== undefined && now < known.notBeforeMs) return;
    // Somebody else's close, or one from before a restart. Two on a netting account would turn the position.
    const closing = position !== "0" && book.closing.some((one) => one.position === position);
    const attempts = known ?? this.#first(now);
    this.#attempts.set(key, attempts);
    const others = attempts.count === 0 && now - attempts.begunAtMs < OTHERS_MS;
    if (closing && (book.mode === "netting" || others)) return;
    attempts.count += 1;
    attempts.begunAtMs = now;
    const begunAtMs = nowMs();
    const what = { steps: [request] };
    const order = { origin: "policy", key: `${key} ${begunAtMs} ${attempts.count}`, what } as const;
    log.info("flatten_step", { what: name, why: demand.why, attempt: attempts.count });
    // It can end while it is begun, e.g. when the terminal is gone.
    attempts.orderId = "";
    const orderId = local.carryOut({ ...order, deadlineMs: begunAtMs + DEADLINE_MS });
    if (attempts.orderId === "") {
      attempts.orderId = orderId;
      this.#byOrder.set(orderId, attempts);
    }
  }

  #first(now: number): Attempts {
    return { count: 0, orderId: null, begunAtMs: now, notBeforeMs: 0, refusal: null };
  }

  #ended({ orderId }: Order, end: OrderEvent): void {
    const attempts = this.#byOrder.get(orderId) ?? this.#beginning();
    this.#byOrder.delete(orderId);
    // A later attempt is on its way already.
    if (attempts === undefined || (attempts.orderId !== orderId && attempts.orderId !== "")) return;
    attempts.orderId = null;
    attempts.refusal = "refusal" in end ? (end.refusal ?? null) : null;
    const pause = attempts.refusal === null ? 0 : (RETRY_MS[attempts.count - 1] ?? RETRY_MS.at(-1) ?? 0);
    attempts.notBeforeMs = this.#parts.monotonicMs() + pause;
    if (attempts.refusal !== null) this.#parts.log.warn("flatten_refused", { code: attempts.refusal.code });
  }

  /** The attempt whose order ends before `carryOut` has said its id. */
  #beginning(): Attempts | undefined {
    for (const attempts of this.#attempts.values()) if (attempts.orderId === "") return attempts;
    return undefined;
  }

  #problems(targets: readonly Target[]): string[] {
    return targets.flatMap(({ key, name }) => {
      const refused = this.#attempts.get(key)?.refusal ?? null;
      return refused === null ? [] : [`${name}: ${refused.message}`];
    });
  }

  #isStuck(targets: readonly Target[]): boolean {
    return targets.every(({ key }) => lasting.has(this.#attempts.get(key)?.refusal?.code ?? ""));
  }
}
