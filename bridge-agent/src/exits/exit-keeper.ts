import { Decimal } from "../../../src/domain/decimal.ts";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { NOTHING_TO_DO } from "../../../src/domain/order/queue.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import type { LocalOrders } from "../executor/local-orders.ts";
import type { ExitTable } from "../journal/exit-table.ts";
import type { Order } from "../journal/records.ts";
import type { Turns } from "../journal/turns.ts";
import type { PositionNotes } from "../notes/position-notes.ts";
import { AtrCache } from "./atr.ts";
import type { BarDesk } from "./bar-desk.ts";
import { begun, type ChangeEnd, type Decision, decide, ended, overdue } from "./engine.ts";
import { type ExitMarket, isOpen, requestOf, viewOf } from "./exit-market.ts";
import { type ExitState, newExitState } from "./exit-state.ts";

type DealFrame = Extract<FromTerminal, { type: "deal" }>;

/** A change that could not be passed on within this time is decided anew. */
const DEADLINE_MS = 10_000;
/** Best prices are worth one write to the disk in so long: a crash loses no more of them. */
const SAVE_MS = 1_000;
/** By then a result has come, or the terminal was asked for it several times. */
const OVERDUE_MS = 60_000;
/** A position may be late in the terminal's lists; only when it is missing for so long is it closed. */
const MISSING_MS = 60_000;

export interface ExitKeeperParts {
  readonly table: Pick<ExitTable, "all" | "save" | "delete">;
  readonly turns: Pick<Turns, "run" | "soon">;
  readonly local: Pick<LocalOrders, "carryOut" | "idOf" | "isOpen" | "onEnd">;
  readonly notes: Pick<PositionNotes, "tell">;
  readonly market: ExitMarket;
  readonly bars: Pick<BarDesk, "bars" | "forget">;
  readonly gate: { readonly local: boolean };
  /** The gateway's clock, by which orders have their deadlines. */
  readonly nowMs: () => number;
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
}

/**
 * Keeps the managed exits of every position: starts them when an entry is filled, looks at them with every
 * quote, has the changes carried out as local orders, and tells what happened on the order that opened the
 * position. All it knows is in the journal before anything leaves, so it goes on after a restart, and it
 * needs no gateway. Exits only ever reduce risk, so neither a halt nor the policy stops them.
 *
 * They belong to the positions that the entry's deals opened. On a netting account, where a symbol has one
 * position, the exits of the last entry that has any count, for the whole of it.
 */
export class ExitKeeper {
  readonly #parts: ExitKeeperParts;
  readonly #states = new Map<string, ExitState>();
  /** States whose best price is newer than in the journal; kept there once a second or so. */
  readonly #unsaved = new Set<string>();
  readonly #missingSince = new Map<string, number>();
  /** Changes in flight, and since when; the time in which there is no terminal does not count. */
  readonly #flying = new Map<string, { readonly orderId: string; readonly sinceMs: number }>();
  readonly #ranges = new AtrCache();
  #savedAtMs = 0;

  constructor(parts: ExitKeeperParts) {
    this.#parts = parts;
    for (const state of parts.table.all()) {
      const flies = state.inFlight !== null && parts.local.isOpen(state.inFlight.orderId);
      this.#states.set(state.ident, flies ? state : { ...state, inFlight: null });
    }
    parts.local.onEnd("exit", (order, end) => this.#ended(order, end));
  }

  /** A deal of a gateway's order was entered for the first time; belongs into a turn. */
  dealt(frame: DealFrame, orderId: string, instruction: Instruction | null): void {
    const exits = instruction !== null && "exits" in instruction ? instruction.exits : undefined;
    if (frame.entry !== "in" && frame.entry !== "inout") return;
    const known = this.#states.get(frame.position);
    if (exits === undefined) {
      // A netting position that was turned around is another one.
      if (frame.entry === "inout" && known !== undefined) this.#drop(frame.position);
      return;
    }
    const { account, position } = this.#held(frame.position);
    const whole = account?.mode === "netting" || frame.entry === "inout";
    const standing = whole ? (position?.lots ?? frame.lots) : frame.lots;
    if (known !== undefined && known.orderId === orderId) {
      const sum = whole ? Decimal.max(known.openedLots, standing) : Decimal.sum(known.openedLots, frame.lots);
      this.#set({ ...known, openedLots: sum.toFixed() });
      return;
    }
    const { position: ident, symbol } = frame;
    const side = frame.side === "buy" ? ("long" as const) : ("short" as const);
    this.#set(newExitState({ ident, orderId, symbol, side, exits, openedLots: standing }));
  }

  /** The market moved, or time went by: looks at the positions in `symbols`, or at all. */
  look(symbols?: ReadonlySet<string>): void {
    const { market } = this.#parts;
    if (this.#states.size === 0 || !market.isComplete) return;
    for (const state of Array.from(this.#states.values())) {
      if (symbols === undefined || symbols.has(state.symbol)) this.#lookAt(state);
    }
    if (symbols === undefined) this.#saveBestPrices();
  }

  /** The terminal is gone: what it did not show says nothing. */
  forget(): void {
    this.#missingSince.clear();
    this.#flying.clear();
    this.#parts.bars.forget();
  }

  #held(ident: string) {
    const { market } = this.#parts;
    return { account: market.account, position: market.position(ident) };
  }

  #lookAt(before: ExitState): void {
    const { market, gate, wallMs } = this.#parts;
    const position = market.position(before.ident);
    if (position === undefined || position.side !== before.side) {
      this.#missing(before);
      return;
    }
    this.#missingSince.delete(before.ident);
    if (this.#isOverdue(before)) {
      this.#follow(before, overdue(before, wallMs()));
      return;
    }
    const view = viewOf(before, market);
    if (view === null) return;
    const decision = decide({ ...before, pip: view.pip, ...this.#range(before) }, view, wallMs());
    const mayAct = gate.local && isOpen(before.symbol, market);
    this.#follow(before, mayAct ? decision : { ...decision, action: null });
  }

  /** Enters what was decided and has it carried out. */
  #follow(before: ExitState, { state, action, notes }: Decision): void {
    const { turns, local, market, notes: desk } = this.#parts;
    const request = action === null ? null : requestOf(action, state, market);
    if (action === null || request === null) {
      if (notes.length === 0 && isSameButPrice(before, state)) {
        if (before.bestPrice !== state.bestPrice) this.#unsaved.add(state.ident);
        this.#states.set(state.ident, state);
        return;
      }
      turns.run(() => {
        this.#set(state);
        for (const note of notes) desk.tell(state.orderId, note);
      });
      return;
    }
    const key = `${state.ident}/${state.orderId}/${state.changes}`;
    turns.run(() => {
      this.#set(begun(state, action, local.idOf("exit", key)));
      for (const note of notes) desk.tell(state.orderId, note);
      const deadlineMs = this.#parts.nowMs() + DEADLINE_MS;
      local.carryOut({ origin: "exit", key, what: { steps: [request] }, deadlineMs });
    });
  }

  /** A change has ended, in the turn in which that became known. */
  #ended(order: Order, end: OrderEvent): void {
    for (const state of this.#states.values()) {
      if (state.inFlight?.orderId !== order.orderId) continue;
      const decision = ended(state, changeEnd(order, end), this.#parts.wallMs());
      this.#set(decision.state);
      for (const note of decision.notes) this.#parts.notes.tell(state.orderId, note);
      return;
    }
  }

  /** The distance of the ATR trailing stop by the bars that are known; nothing while there are too few. */
  #range({ symbol, exits, atrDistance }: ExitState): Pick<ExitState, "atrDistance"> {
    const { atrTrailing } = exits;
    if (atrTrailing === undefined) return { atrDistance };
    const { frame, period, shift, multiplier } = atrTrailing;
    const range = this.#ranges.of(this.#parts.bars.bars(symbol, frame), period, shift);
    const distance = range?.times(multiplier).toDecimalPlaces(10);
    return { atrDistance: distance?.greaterThan(0) === true ? distance.toFixed() : atrDistance };
  }

  /** True when the terminal had the time to say what came of the change in flight, and has not. */
  #isOverdue({ ident, inFlight }: ExitState): boolean {
    const known = this.#flying.get(ident);
    if (inFlight === null) {
      if (known !== undefined) this.#flying.delete(ident);
      return false;
    }
    const now = this.#parts.monotonicMs();
    if (known?.orderId !== inFlight.orderId)
      this.#flying.set(ident, { orderId: inFlight.orderId, sinceMs: now });
    else return now - known.sinceMs >= OVERDUE_MS;
    return false;
  }

  #missing({ ident, inFlight }: ExitState): void {
    const now = this.#parts.monotonicMs();
    const since = this.#missingSince.get(ident) ?? now;
    this.#missingSince.set(ident, since);
    if (inFlight !== null || now - since < MISSING_MS) return;
    this.#parts.turns.run(() => this.#drop(ident));
  }

  #drop(ident: string): void {
    this.#states.delete(ident);
    this.#unsaved.delete(ident);
    this.#missingSince.delete(ident);
    this.#flying.delete(ident);
    this.#parts.table.delete(ident);
  }

  #set(state: ExitState): void {
    this.#states.set(state.ident, state);
    this.#unsaved.delete(state.ident);
    this.#parts.table.save(state);
  }

  #saveBestPrices(): void {
    const now = this.#parts.monotonicMs();
    if (this.#unsaved.size === 0 || now - this.#savedAtMs < SAVE_MS) return;
    this.#savedAtMs = now;
    this.#parts.turns.soon(() => {
      for (const ident of Array.from(this.#unsaved)) {
        const state = this.#states.get(ident);
        if (state !== undefined) this.#set(state);
      }
    });
  }
}

/** True when nothing but the best price differs: that changes with every good quote, and can wait. */
function isSameButPrice(a: ExitState, b: ExitState): boolean {
  return JSON.stringify({ ...a, bestPrice: null }) === JSON.stringify({ ...b, bestPrice: null });
}

/** How the local order of a change ended, as the engine has to know it. */
function changeEnd(order: Order, end: OrderEvent): ChangeEnd {
  const deals = order.steps.flatMap((step) => step.deals);
  const closedLots = deals.reduce((sum, { lots }) => sum.plus(lots), new Decimal(0)).toFixed();
  if (end.event === "filled") return { end: "done", closedLots };
  const refusal = "refusal" in end ? end.refusal : undefined;
  return { end: "failed", refusal: refusal?.code === NOTHING_TO_DO ? undefined : refusal, closedLots };
}
