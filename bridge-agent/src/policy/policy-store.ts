import type { StatementSync } from "node:sqlite";
import * as z from "zod";
import { type HaltStanding, haltStandingSchema } from "../../../src/protocol/halt.ts";
import { type MoneyState, moneyStateSchema } from "./money-state.ts";

/** What the policy remembers beside the account's money. */
export const standingOrdersSchema = z.object({
  /** A person's `flatten` that is not done; null when there is none. */
  flatten: z.object({ all: z.boolean(), by: z.string(), sinceMs: z.number().int() }).nullable(),
  /** When the link to the gateway was lost, by the host's clock; null while it is up. */
  awaySinceMs: z.number().int().nullable(),
  /** The gateway was away so long that the policy acted, and a person has to resume. */
  awayLatched: z.boolean(),
  /** A policy file was in force; if there is none at a later start, somebody has taken it away. */
  hadFile: z.boolean(),
});
export type StandingOrders = z.infer<typeof standingOrdersSchema>;

const nothingStanding: StandingOrders = {
  ...{ flatten: null, awaySinceMs: null, awayLatched: false, hadFile: false },
};

const noStop: HaltStanding = { version: 0, stopped: null };

const valueRow = z.object({ value: z.string() });
const timeRow = z.object({ at_ms: z.number().int() });

/** The policy's tables in the agent's journal. Writes belong into a turn. */
export class PolicyStore {
  readonly #begin: () => void;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #times: StatementSync;
  readonly #addTime: StatementSync;
  readonly #dropTimes: StatementSync;

  /** `begin` opens the journal's transaction when none is open. */
  constructor(prepare: (sql: string) => StatementSync, begin: () => void) {
    this.#begin = begin;
    this.#get = prepare("SELECT value FROM policy_state WHERE name = ?");
    this.#put = prepare(
      "INSERT INTO policy_state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    );
    this.#times = prepare("SELECT at_ms FROM policy_entries ORDER BY rowid");
    this.#addTime = prepare("INSERT INTO policy_entries VALUES (?)");
    this.#dropTimes = prepare(
      "DELETE FROM policy_entries WHERE rowid <= (SELECT max(rowid) FROM policy_entries) - ?",
    );
  }

  /** The day, peaks and breaches; undefined before the account was ever seen. */
  money(): MoneyState | undefined {
    const text = this.#read("money");
    return text === undefined ? undefined : moneyStateSchema.parse(JSON.parse(text));
  }

  saveMoney(state: MoneyState): void {
    this.#write("money", state);
  }

  standing(): StandingOrders {
    const text = this.#read("standing");
    return text === undefined ? nothingStanding : standingOrdersSchema.parse(JSON.parse(text));
  }

  saveStanding(standing: StandingOrders): void {
    this.#write("standing", standing);
  }

  /** The gateway's stop; version 0 before there ever was one. */
  gatewayStop(): HaltStanding {
    const text = this.#read("gateway_stop");
    return text === undefined ? noStop : haltStandingSchema.parse(JSON.parse(text));
  }

  saveGatewayStop(standing: HaltStanding): void {
    this.#write("gateway_stop", standing);
  }

  /** What a person's resume ends while no agent runs: breaches, a flattening, a latched absence. */
  resume(): void {
    const money = this.money();
    if (money !== undefined) this.saveMoney({ ...money, breaches: [], previous: null });
    this.saveStanding({ ...this.standing(), flatten: null, awayLatched: false });
  }

  /** When the latest entries were passed on, by the host's clock, oldest first. */
  entryTimes(): number[] {
    return this.#times.all().map((row) => timeRow.parse(row).at_ms);
  }

  /** Enters that an entry is passed on; only the newest `keep` are remembered. */
  addEntry(atMs: number, keep: number): void {
    this.#begin();
    this.#addTime.run(atMs);
    this.#dropTimes.run(keep);
  }

  #read(name: string): string | undefined {
    const found = this.#get.get(name);
    return found === undefined ? undefined : valueRow.parse(found).value;
  }

  #write(name: string, value: unknown): void {
    this.#begin();
    this.#put.run(name, JSON.stringify(value));
  }
}
