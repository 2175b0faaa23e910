import { Decimal } from "../../../src/domain/decimal.ts";
import type { Position, SymbolFacts, TerminalState } from "../../../src/protocol/agent-link.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import type { Market, PendingOrder, Quote } from "../planner/market.ts";

type Frame<Type extends FromTerminal["type"]> = Extract<FromTerminal, { type: Type }>;
type Account = NonNullable<TerminalState["account"]>;

/** What changed in the mirror: `state` is worth telling the gateway soon, `equity` now and then. */
export type MirrorChange = "nothing" | "equity" | "state";

/**
 * The terminal as it was last seen, in memory only: every link begins with a full report. What plans are
 * made of.
 *
 * The size of a position comes on two ways, in `position` frames and in deals, and MetaTrader does not
 * promise which is told first. Deals are summed up apart from the frames and the later message counts:
 * a frame is either older than the next deal, which puts the size right, or newer and right itself.
 */
export class Mirror implements Market {
  readonly symbols = new Map<string, SymbolFacts>();
  readonly quotes = new Map<string, Quote>();
  readonly #positions = new Map<string, Position>();
  readonly #pendings = new Map<string, PendingOrder>();
  /** Lots of each position by its deals since the last full report. */
  readonly #dealt = new Map<string, Decimal>();
  pips: Readonly<Record<string, string>> = {};
  #account: Account | undefined;
  #synced = false;

  get positions(): Position[] {
    return Array.from(this.#positions.values());
  }

  get positionCount(): number {
    return this.#positions.size;
  }

  get pendings(): PendingOrder[] {
    return Array.from(this.#pendings.values());
  }

  get account(): Account | undefined {
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

  /** True when a position or pending order stands that this order made. */
  hasTraceOf(orderId: string): boolean {
    const made = (one: { readonly orderId: string | null }) => one.orderId === orderId;
    return this.positions.some(made) || this.pendings.some(made);
  }

  pending(ticket: string): PendingOrder | undefined {
    return this.#pendings.get(ticket);
  }

  /** Forgets everything: another link begins. */
  clear(): void {
    for (const map of [this.symbols, this.quotes, this.#positions, this.#pendings, this.#dealt]) map.clear();
    this.#account = undefined;
    this.#synced = false;
  }

  apply(frame: FromTerminal): MirrorChange {
    switch (frame.type) {
      case "tick":
        this.quotes.set(frame.symbol, { bid: frame.bid, ask: frame.ask });
        return "nothing";
      case "symbol":
        this.#symbol(frame);
        return "state";
      case "account":
        return this.#setAccount(frame);
      case "position":
        this.#position(frame);
        return "state";
      case "position_closed":
        this.#dealt.delete(frame.position);
        return this.#positions.delete(frame.position) ? "state" : "nothing";
      case "pending":
        this.#pendings.set(frame.ticket, pendingOf(frame));
        return "nothing";
      case "gone":
        this.#pendings.delete(frame.ticket);
        return "nothing";
      case "deal":
        return this.#deal(frame);
      case "synced":
        this.#synced = true;
        return "state";
      default:
        return "nothing";
    }
  }

  #symbol(frame: Frame<"symbol">): void {
    this.symbols.set(frame.symbol, {
      symbol: frame.symbol,
      digits: frame.digits,
      point: frame.point,
      minLots: frame.minlots,
      maxLots: frame.maxlots,
      lotStep: frame.lotstep,
      contractSize: frame.contract,
      forex: frame.forex === "1",
    });
    this.quotes.set(frame.symbol, { bid: frame.bid, ask: frame.ask });
  }

  #setAccount({ login, server, currency, balance, equity }: Frame<"account">): MirrorChange {
    const before = this.#account;
    this.#account = { login, server, currency, balance, equity };
    return before?.balance === balance && before.login === login ? "equity" : "state";
  }

  #position(frame: Frame<"position">): void {
    if (!this.#synced) this.#dealt.set(frame.position, new Decimal(frame.lots));
    this.#positions.set(frame.position, {
      position: frame.position,
      symbol: frame.symbol,
      side: frame.side,
      lots: frame.lots,
      openPrice: frame.price,
      stopLoss: priceOrNull(frame.sl),
      takeProfit: priceOrNull(frame.tp),
      magic: frame.magic,
      orderId: frame.order === "" ? null : frame.order,
      openedAtMs: frame.at,
    });
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
      const turned = lots.isNegative() ? { side } : {};
      this.#positions.set(frame.position, { ...known, ...turned, lots: lots.abs().toFixed() });
    } else if (frame.entry === "in") {
      this.#positions.set(frame.position, {
        position: frame.position,
        symbol: frame.symbol,
        side,
        lots: lots.toFixed(),
        openPrice: frame.price,
        stopLoss: null,
        takeProfit: null,
        magic: "0",
        orderId: frame.order === "" ? null : frame.order,
        openedAtMs: frame.at,
      });
    }
    return "state";
  }

  #fillPending(pending: PendingOrder, { remaining }: Frame<"deal">): void {
    if (new Decimal(remaining).isZero()) this.#pendings.delete(pending.ticket);
    else this.#pendings.set(pending.ticket, { ...pending, lots: remaining });
  }
}

function priceOrNull(price: string): string | null {
  return new Decimal(price).isZero() ? null : price;
}

function pendingOf(frame: Frame<"pending">): PendingOrder {
  return {
    ticket: frame.ticket,
    symbol: frame.symbol,
    side: frame.side,
    kind: frame.kind,
    lots: frame.lots,
    price: frame.price,
    stopLoss: priceOrNull(frame.sl),
    takeProfit: priceOrNull(frame.tp),
    orderId: frame.order === "" ? null : frame.order,
  };
}
