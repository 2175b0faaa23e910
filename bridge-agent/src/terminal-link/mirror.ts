import { Decimal } from "../../../src/domain/decimal.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import { magicOfOrder, orderPart, stepPart } from "../journal/magic.ts";
import type { StepRequest } from "../journal/records.ts";
import type { Market } from "../planner/market.ts";
import {
  type AccountFacts,
  accountFacts,
  type Book,
  bookOf,
  type Origin,
  openedPosition,
  placedPending,
  sameFacts,
  type TimedQuote,
  type VenuePending,
  type VenuePosition,
  type VenueSymbol,
  venuePending,
  venuePosition,
  venueSymbol,
} from "./facts.ts";

type Frame<Type extends FromTerminal["type"]> = Extract<FromTerminal, { type: Type }>;

/** What changed in the mirror: `state` is worth telling the gateway soon, `equity` now and then. */
export type MirrorChange = "nothing" | "equity" | "state";

export interface MirrorParts {
  /** The step behind a magic number, when it is one of this agent's; null otherwise. */
  readonly originOf: (magic: string) => Origin | null;
  readonly monotonicMs: () => number;
}

/**
 * The terminal as it was last seen, in memory only: every link begins with a full report. What plans are
 * made of. Positions are kept by their identifier, which is what deals name.
 *
 * The size of a position comes on two ways, in `position` frames and in deals, and MetaTrader does not
 * promise which is told first. Deals are summed up apart from the frames and the later message counts:
 * a frame is either older than the next deal, which puts the size right, or newer and right itself.
 *
 * The terminal says which order a position or pending order came from, as far as its journal knows. Where
 * it does not (its journal may be lost) the magic number says it, by the agent's own journal. What neither
 * knows is external.
 */
export class Mirror implements Market {
  readonly symbols = new Map<string, VenueSymbol>();
  readonly quotes = new Map<string, TimedQuote>();
  readonly books = new Map<string, Book>();
  readonly #parts: MirrorParts;
  readonly #positions = new Map<string, VenuePosition>();
  readonly #pendings = new Map<string, VenuePending>();
  /** Lots of each position by its deals since the last full report. */
  readonly #dealt = new Map<string, Decimal>();
  /** Pending orders that ended without being filled, as told on this link. */
  readonly #gone = new Map<string, Frame<"gone">["reason"]>();
  pips: Readonly<Record<string, string>> = {};
  #account: AccountFacts | undefined;
  #synced = false;

  constructor(parts: Partial<MirrorParts> = {}) {
    this.#parts = { originOf: () => null, monotonicMs: () => performance.now(), ...parts };
  }

  get positions(): VenuePosition[] {
    return Array.from(this.#positions.values());
  }

  get positionCount(): number {
    return this.#positions.size;
  }

  get pendings(): VenuePending[] {
    return Array.from(this.#pendings.values());
  }

  get account(): AccountFacts | undefined {
    return this.#account;
  }

  /** `login@server`, null until the terminal said so. */
  get accountName(): string | null {
    return this.#account === undefined ? null : `${this.#account.login}@${this.#account.server}`;
  }

  /** True once the terminal has told every position and pending order. */
  get isComplete(): boolean {
    return this.#synced;
  }

  /** True when a pending order with this ticket stands. */
  hasPending(ticket: string): boolean {
    return this.#pendings.has(ticket);
  }

  pending(ticket: string): VenuePending | undefined {
    return this.#pendings.get(ticket);
  }

  /** The pending order that a step placed, while it stands. */
  pendingOf(orderId: string, step: number): VenuePending | undefined {
    return this.pendings.find((one) => one.orderId === orderId && one.step === step);
  }

  position(ident: string): VenuePosition | undefined {
    return this.#positions.get(ident);
  }

  /** An order's id became known: what carries its magic number is its own from now on. */
  claim(orderId: string): void {
    const magic = magicOfOrder(orderId);
    for (const [ident, one] of this.#positions) {
      if (!one.isExternal || orderPart(one.magic) !== magic) continue;
      this.#positions.set(ident, { ...one, orderId, isExternal: false });
    }
    for (const [ticket, one] of this.#pendings) {
      if (!one.isExternal || orderPart(one.magic) !== magic) continue;
      this.#pendings.set(ticket, { ...one, orderId, step: stepPart(one.magic), isExternal: false });
    }
  }

  /**
   * A pending order that its result says was placed, before its own frame: whoever cancels it next must find
   * it. Not when something was told of it already, for then it may be filled or gone.
   */
  placed(ticket: string, request: StepRequest, origin: Origin): void {
    if (ticket === "0" || this.#pendings.has(ticket) || this.#gone.has(ticket)) return;
    this.#pendings.set(ticket, placedPending(ticket, request, origin));
  }

  /** Why a pending order stands no more; undefined when it was filled, or nothing was told of its end. */
  goneReason(ticket: string): Frame<"gone">["reason"] | undefined {
    return this.#gone.get(ticket);
  }

  /** Forgets everything: another link begins. */
  clear(): void {
    for (const map of [this.symbols, this.quotes, this.books]) map.clear();
    for (const map of [this.#positions, this.#pendings, this.#dealt, this.#gone]) map.clear();
    this.#account = undefined;
    this.#synced = false;
  }

  apply(frame: FromTerminal): MirrorChange {
    switch (frame.type) {
      case "tick":
        this.#quote(frame);
        return "nothing";
      case "symbol":
        return this.#symbol(frame);
      case "account":
        return this.#setAccount(frame);
      case "position":
        this.#position(frame);
        return "state";
      case "position_closed":
        this.#dealt.delete(frame.ident);
        return this.#positions.delete(frame.ident) ? "state" : "nothing";
      case "pending":
        this.#pendings.set(frame.ticket, venuePending(frame, this.#originOf(frame, frame.step)));
        return "state";
      case "gone":
        this.#gone.set(frame.ticket, frame.reason);
        return this.#pendings.delete(frame.ticket) ? "state" : "nothing";
      case "deal":
        return this.#deal(frame);
      case "book":
        this.books.set(frame.symbol, bookOf(frame));
        return "nothing";
      case "synced":
        this.#synced = true;
        return "state";
      default:
        return "nothing";
    }
  }

  #originOf(frame: { readonly order: string; readonly magic: string }, step: number): Origin | null {
    return frame.order === "" ? this.#parts.originOf(frame.magic) : { orderId: frame.order, step };
  }

  #quote({ symbol, bid, ask, at }: Frame<"tick"> | Frame<"symbol">): void {
    this.quotes.set(symbol, { bid, ask, atMs: at, toldAtMs: this.#parts.monotonicMs() });
  }

  /** Symbols are told again when a margin or a tick value moved, which the gateway does not hear of. */
  #symbol(frame: Frame<"symbol">): MirrorChange {
    const before = this.symbols.get(frame.symbol);
    const symbol = venueSymbol(frame, this.#parts.monotonicMs());
    this.symbols.set(frame.symbol, symbol);
    this.#quote(frame);
    return before !== undefined && sameFacts(before, symbol) ? "nothing" : "state";
  }

  #setAccount(frame: Frame<"account">): MirrorChange {
    const before = this.#account;
    this.#account = accountFacts(frame, this.#parts.monotonicMs());
    const { balance, login, obstacle, mode } = this.#account;
    const same =
      before?.balance === balance &&
      before.login === login &&
      before.obstacle === obstacle &&
      before.mode === mode;
    return same ? "equity" : "state";
  }

  #position(frame: Frame<"position">): void {
    if (!this.#synced) this.#dealt.set(frame.ident, new Decimal(frame.lots));
    this.#positions.set(frame.ident, venuePosition(frame, this.#originOf(frame, 0)));
  }

  #deal(frame: Frame<"deal">): MirrorChange {
    const pending = this.#pendings.get(frame.ticket);
    if (pending !== undefined) this.#fillPending(pending, frame);
    // Deals that are told before the full report is over are in its positions already.
    if (!this.#synced) return "nothing";
    const before = this.#dealt.get(frame.position) ?? new Decimal(0);
    const lots = frame.entry === "in" ? before.plus(frame.lots) : before.minus(frame.lots);
    const side: Position["side"] = frame.side === "buy" ? "long" : "short";
    if (lots.isZero() || (lots.isNegative() && frame.entry !== "inout")) {
      this.#dealt.delete(frame.position);
      this.#positions.delete(frame.position);
      return "state";
    }
    this.#dealt.set(frame.position, lots.abs());
    const known = this.#positions.get(frame.position);
    if (known !== undefined) {
      // A deal that reverses a netting position takes its size through zero.
      const turned = lots.isNegative() ? { side, position: frame.ticket } : {};
      this.#positions.set(frame.position, { ...known, ...turned, lots: lots.abs().toFixed() });
    } else if (frame.entry === "in") {
      const origin = this.#originOf(frame, frame.step);
      this.#positions.set(frame.position, openedPosition(frame, lots.toFixed(), origin));
    }
    return "state";
  }

  #fillPending(pending: VenuePending, { remaining }: Frame<"deal">): void {
    if (new Decimal(remaining).isZero()) this.#pendings.delete(pending.ticket);
    else this.#pendings.set(pending.ticket, { ...pending, lots: remaining });
  }
}
