import { eq } from "drizzle-orm";
import * as z from "zod";
import { pipOf } from "../../src/domain/order/pip.ts";
import { type Refusal, refusalSchema } from "../../src/domain/refusal.ts";
import {
  type PendingOrderFacts,
  type Position,
  pendingOrderSchema,
  positionSchema,
  type SymbolFacts,
  symbolFactsSchema,
  type TerminalState,
  terminalStateSchema,
  type Unsettled,
  unsettledSchema,
} from "../../src/protocol/agent-link.ts";
import { haltedSchema, policySummarySchema } from "../../src/protocol/policy-summary.ts";
import { KeyedValues } from "./keyed-values.ts";
import { jsonColumn } from "./rows.ts";
import { pendings, positions, symbols, terminal, unsettled } from "./schema.ts";
import type { Tables } from "./tables.ts";
import type { PositionsView, SymbolsView, TerminalView } from "./views.ts";

const terminalRowSchema = z.object({
  ready: z.boolean(),
  reason: jsonColumn(refusalSchema).nullable(),
  account: jsonColumn(terminalStateSchema.shape.account.unwrap()).nullable(),
  halted: jsonColumn(haltedSchema).nullable(),
  policy: jsonColumn(policySummarySchema).nullable(),
  atMs: z.number().int(),
});
type TerminalRow = Readonly<z.infer<typeof terminalRowSchema>>;

const ROW = 1;

/** The terminal as the agent last reported it. */
export class Terminal {
  readonly #db: Tables;
  readonly #symbols: KeyedValues;
  readonly #positions: KeyedValues;
  readonly #pendings: KeyedValues;
  readonly #unsettled: KeyedValues;
  #facts: readonly SymbolFacts[];
  #row: TerminalRow | null;
  #changes = 0;

  constructor(db: Tables) {
    this.#db = db;
    this.#symbols = new KeyedValues(db, symbols);
    this.#positions = new KeyedValues(db, positions);
    this.#pendings = new KeyedValues(db, pendings);
    this.#unsettled = new KeyedValues(db, unsettled);
    this.#facts = this.#symbols.texts().map((text) => symbolFactsSchema.parse(JSON.parse(text)));
    const row = db.select().from(terminal).where(eq(terminal.id, ROW)).get();
    this.#row = row === undefined ? null : terminalRowSchema.parse(row);
  }

  /** True when agent and terminal are reconciled, by the latest report of this link. */
  get ready(): boolean {
    return this.#row?.ready ?? false;
  }

  /** Rises with everything that is reported. */
  get changes(): number {
    return this.#changes;
  }

  /** Why it is not ready, as far as the agent said. */
  get reason(): Refusal | null {
    return this.#row?.reason ?? null;
  }

  /** Its symbols; empty until it reported once. */
  get facts(): readonly SymbolFacts[] {
    return this.#facts;
  }

  /** Takes over a report. Returns true when the symbols are not the same as before, but for what they are worth. */
  report(state: TerminalState): boolean {
    this.#store({
      ready: state.ready,
      reason: state.reason ?? null,
      account: state.account ?? this.#row?.account ?? null,
      halted: state.halted ?? null,
      policy: state.policy ?? null,
      atMs: state.atMs,
    });
    if (state.unsettled !== undefined) {
      this.#unsettled.replace(state.unsettled, ({ orderId, step }) => `${orderId}/${step}`);
    }
    // A terminal that is not there has no list, which is not the same as an empty one.
    if (!state.ready && state.symbols.length === 0) return false;
    this.#positions.replace(state.positions, ({ position }) => position);
    if (state.pendings !== undefined) this.#pendings.replace(state.pendings, ({ ticket }) => ticket);
    if (!this.#symbols.replace(state.symbols, ({ symbol }) => symbol)) return false;
    const before = this.#facts;
    this.#facts = state.symbols;
    return lasting(before) !== lasting(state.symbols);
  }

  /** The symbols as people see them; `pips` is what the account's owner says. */
  symbols(pips: Readonly<Record<string, string>>): SymbolsView {
    const items = this.#facts.map((facts) => {
      const pip = pipOf(facts, pips[facts.symbol]);
      const { tickSize = null, tickValue = null } = facts;
      return { ...facts, tickSize, tickValue, pip: pip.ok ? pip.value.toFixed() : null };
    });
    return { items, atMs: this.#row?.atMs ?? null };
  }

  /** A new link knows nothing of the terminal until its agent says so. */
  forgetReadiness(): void {
    if (this.#row?.ready) this.#store({ ...this.#row, ready: false, reason: null });
  }

  overview(): TerminalView | null {
    if (this.#row === null) return null;
    const { account, halted, policy, atMs } = this.#row;
    return {
      ...{ account, halted, policy },
      symbols: this.#symbols.size,
      positions: this.#positions.size,
      pendings: this.#pendings.size,
      unsettled: this.#unsettled.texts().map((text): Unsettled => unsettledSchema.parse(JSON.parse(text))),
      atMs,
    };
  }

  positions(): PositionsView {
    const list: Position[] = this.#positions.texts().map((text) => positionSchema.parse(JSON.parse(text)));
    const standing: PendingOrderFacts[] = this.#pendings
      .texts()
      .map((text) => pendingOrderSchema.parse(JSON.parse(text)));
    return { positions: list, pendings: standing, atMs: this.#row?.atMs ?? null };
  }

  #store(row: TerminalRow): void {
    this.#row = row;
    this.#changes++;
    const values = {
      ready: row.ready,
      reason: row.reason === null ? null : JSON.stringify(row.reason),
      account: row.account === null ? null : JSON.stringify(row.account),
      halted: row.halted === null ? null : JSON.stringify(row.halted),
      policy: row.policy === null ? null : JSON.stringify(row.policy),
      atMs: row.atMs,
    };
    this.#db
      .insert(terminal)
      .values({ id: ROW, ...values })
      .onConflictDoUpdate({ target: terminal.id, set: values })
      .run();
  }
}

/** What signals are checked against: what a symbol is worth changes all the time and is not part of it. */
function lasting(facts: readonly SymbolFacts[]): string {
  return JSON.stringify(facts.map(({ tickValue: _, ...rest }) => rest));
}
