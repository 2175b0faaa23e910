import type { FromTerminal, ToTerminal } from "../../../src/protocol/ea-link.ts";
import type { Executor } from "../executor/executor.ts";
import { LocalOrders } from "../executor/local-orders.ts";
import type { DealWatch } from "../executor/terminal-facts.ts";
import type { GatewayClock, TimeSource } from "../gateway-link/gateway-clock.ts";
import type { Journal } from "../journal/journal.ts";
import type { Turns } from "../journal/turns.ts";
import { PositionNotes } from "../notes/position-notes.ts";
import type { Mirror } from "../terminal-link/mirror.ts";
import { BarDesk } from "./bar-desk.ts";
import { ExitKeeper } from "./exit-keeper.ts";

type Frame<Type extends FromTerminal["type"]> = Extract<FromTerminal, { type: Type }>;

export interface OwnOrdersParts {
  readonly journal: Journal;
  readonly turns: Turns;
  readonly executor: Executor;
  readonly clock: GatewayClock;
  readonly time: TimeSource;
  readonly market: Mirror;
  readonly gate: { readonly local: boolean };
  /** Sends to the terminal at once; only for questions, which need no journal. */
  readonly ask: (message: ToTerminal) => void;
}

/** What the agent does by itself once entries are filled: its local orders, managed exits, and their notes. */
export class OwnOrders implements DealWatch {
  readonly local: LocalOrders;
  readonly #parts: OwnOrdersParts;
  readonly #notes: PositionNotes;
  readonly #bars: BarDesk;
  readonly #exits: ExitKeeper;

  constructor(parts: OwnOrdersParts) {
    this.#parts = parts;
    const { journal, turns, executor, clock, time, market, gate, ask } = parts;
    this.local = new LocalOrders({ journal, turns, executor });
    this.#notes = new PositionNotes({ positions: journal.positions, turns, clock });
    const wallMs = () => time.wallMs();
    const monotonicMs = () => time.monotonicMs();
    this.#bars = new BarDesk({ send: ask, wallMs, monotonicMs });
    this.#exits = new ExitKeeper({
      ...{ turns, market, gate, wallMs, monotonicMs },
      table: journal.exits,
      local: this.local,
      notes: this.#notes,
      bars: this.#bars,
      nowMs: () => clock.nowMs(),
    });
  }

  told(frame: Frame<"deal">, orderId: string | null): void {
    this.#notes.deal(frame, orderId);
  }

  entered(frame: Frame<"deal">, orderId: string): void {
    const { executor, journal } = this.#parts;
    const open = executor.order(orderId);
    if (open !== undefined && open.origin !== "gateway") return;
    this.#exits.dealt(frame, orderId, open?.instruction ?? journal.instructionOf(orderId));
  }

  /** The terminal has told everything that stands; belongs into a turn. */
  synced(): void {
    this.#notes.synced(this.#parts.market.positions);
  }

  /** Frames of one arrival were entered: looks at the positions whose market moved. */
  frames(frames: readonly FromTerminal[]): void {
    const symbols = new Set<string>();
    for (const frame of frames) {
      if (frame.type === "bars") this.#bars.answered(frame);
      if ("symbol" in frame) symbols.add(frame.symbol);
    }
    if (symbols.size > 0) this.#exits.look(symbols);
  }

  /** Time went by. */
  sweep(): void {
    const { market } = this.#parts;
    this.#exits.look();
    if (market.isComplete) this.#notes.tidy(market.positions);
  }

  /** Another link to the terminal begins, or none. */
  forget(): void {
    this.#exits.forget();
  }
}
