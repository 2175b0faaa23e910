import type { StatementSync } from "node:sqlite";
import * as z from "zod";
import { orderPart } from "./magic.ts";
import { type StepDeal, stepDealSchema } from "./records.ts";

/** Other experts trade on the account, too; a deal that is still nobody's after so many others is theirs. */
const MOST_STRAYS = 10_000;
/** Deals between two looks at how many there are. */
const TIDY_EVERY = 100;

const rowSchema = z.object({ magic: z.string(), body: z.string() });

/**
 * The table `strays`: deals with a magic number that no order of the journal has. When the journal was lost
 * together with the terminal's, they are what the venue still says of orders whose ids the gateway knows.
 */
export class StrayDeals {
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #delete: StatementSync;
  readonly #tidy: StatementSync;
  #added = 0;

  constructor(prepare: (sql: string) => StatementSync) {
    this.#insert = prepare(
      "INSERT INTO strays (deal, order_magic, magic, body) VALUES (?, ?, ?, ?) ON CONFLICT (deal) DO NOTHING",
    );
    this.#select = prepare("SELECT magic, body FROM strays WHERE order_magic = ?");
    this.#delete = prepare("DELETE FROM strays WHERE order_magic = ?");
    this.#tidy = prepare("DELETE FROM strays WHERE rowid <= (SELECT max(rowid) FROM strays) - ?");
  }

  add(magic: string, deal: StepDeal): void {
    this.#insert.run(deal.deal, orderPart(magic), magic, JSON.stringify(deal));
    this.#added += 1;
    if (this.#added % TIDY_EVERY === 0) this.#tidy.run(MOST_STRAYS);
  }

  /** Takes the deals of an order out; `orderMagic` is `magicOfOrder` of it. */
  take(orderMagic: string): { readonly magic: string; readonly deal: StepDeal }[] {
    const found = this.#select.all(orderMagic).map((row) => {
      const { magic, body } = rowSchema.parse(row);
      return { magic, deal: stepDealSchema.parse(JSON.parse(body)) };
    });
    if (found.length > 0) this.#delete.run(orderMagic);
    return found;
  }
}
