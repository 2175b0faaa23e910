import type { Deal, Note } from "../../../src/domain/order/events.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import type { GatewayClock } from "../gateway-link/gateway-clock.ts";
import type { PositionTables } from "../journal/position-tables.ts";
import type { Turns } from "../journal/turns.ts";
import { type ClosedBy, closingNote } from "./closing-note.ts";

type DealFrame = Extract<FromTerminal, { type: "deal" }>;

export interface PositionNotesParts {
  readonly positions: PositionTables;
  readonly turns: Turns;
  readonly clock: Pick<GatewayClock, "nowMs" | "toGatewayMs">;
}

/** How often positions that closed long ago are forgotten, beside at every reconnect. */
const PRUNE_MS = 3_600_000;

/**
 * Knows which order of the gateway opened each position, and tells on that order what closed the position
 * without another order of the gateway: stops, targets, hands, the agent's own orders. Each deal once, also
 * when it is told again after a reconnect or a restart. Its methods belong into a turn.
 *
 * On a netting account, where several orders make one position, the last one that added to it counts.
 */
export class PositionNotes {
  readonly #parts: PositionNotesParts;
  #prunedAtMs = 0;

  constructor(parts: PositionNotesParts) {
    this.#parts = parts;
  }

  /** A deal was told, perhaps not for the first time; `orderId` is whose it is, null when nobody's of ours. */
  deal(frame: DealFrame, orderId: string | null): void {
    const { positions } = this.#parts;
    const origin = orderId === null ? undefined : (positions.originOf(orderId) ?? "gateway");
    const opens = frame.entry === "in" || frame.entry === "inout";
    if (origin === "gateway" && orderId !== null) {
      if (opens) this.opened(frame.position, orderId);
      return;
    }
    if (frame.entry === "in") return;
    const opener = positions.openerOf(frame.position) ?? null;
    const atMs = Math.min(this.#parts.clock.nowMs(), this.#parts.clock.toGatewayMs(frame.at));
    const by: ClosedBy = origin === "exit" || origin === "policy" ? origin : frame.reason;
    const note = closingNote(by, dealOf(frame));
    const isNew = positions.addClosing(frame.position, opener, atMs, frame.deal, note);
    if (isNew && opener !== null) this.#tell(opener, note, atMs);
    // Somebody turned a netting position around: what stands now is not what the order opened.
    if (frame.entry === "inout") positions.dropOpener(frame.position);
  }

  /** A position of this order stands, or stood. Deals that closed it and came earlier are told now. */
  opened(ident: string, orderId: string): void {
    const { positions } = this.#parts;
    positions.setOpener(ident, orderId);
    for (const note of positions.claimClosings(ident, orderId)) this.#tell(orderId, note, note.deal?.atMs);
  }

  /** The terminal has told everything that stands; `standing` names the order of a position where one is known. */
  synced(standing: readonly { readonly ident: string; readonly orderId: string | null }[]): void {
    const { positions } = this.#parts;
    for (const { ident, orderId } of standing) {
      if (orderId !== null && positions.openerOf(ident) === undefined) this.opened(ident, orderId);
    }
    this.#prune(standing);
  }

  /** To be called now and then while the terminal is in step. */
  tidy(standing: readonly { readonly ident: string }[]): void {
    const nowMs = this.#parts.clock.nowMs();
    if (Math.abs(nowMs - this.#prunedAtMs) >= PRUNE_MS) this.#prune(standing);
  }

  /** Tells a note on an order: something that has just happened. */
  tell(orderId: string, note: Note): void {
    this.#tell(orderId, note, undefined);
  }

  #tell(orderId: string, note: Note, atMs: number | undefined): void {
    const nowMs = this.#parts.clock.nowMs();
    this.#parts.turns.report(orderId, note, Math.min(nowMs, atMs ?? nowMs));
  }

  #prune(standing: readonly { readonly ident: string }[]): void {
    const nowMs = this.#parts.clock.nowMs();
    this.#prunedAtMs = nowMs;
    this.#parts.positions.prune(new Set(standing.map(({ ident }) => ident)), nowMs);
  }
}

function dealOf(frame: DealFrame): Deal {
  const { deal, ticket, position, symbol, side, entry, lots, price, profit, at } = frame;
  return { deal, ticket, position, symbol, side, entry, lots, price, profit, atMs: at };
}
