import type { Size } from "../alert/signal.ts";
import type { OrderRules } from "./instruction.ts";

/**
 * What planning needs to know of a route and a trading account. The messages of `src/protocol` have these
 * fields and more; the domain names them here because it does not depend on any protocol.
 */

/** What the terminal said of one symbol; decimals are strings. */
export interface SymbolFacts {
  readonly symbol: string;
  readonly digits: number;
  readonly minLots: string;
  readonly maxLots: string;
  readonly lotStep: string;
  /** A currency pair, where a pip is known by rule. */
  readonly forex: boolean;
}

/** A row of the symbol table that the account's owner keeps. */
export interface SymbolRow {
  readonly venueSymbol: string;
  readonly pip?: string | undefined;
  readonly minPrice?: string | undefined;
  readonly maxPrice?: string | undefined;
}

export interface PlanningSettings {
  readonly symbols: Readonly<Record<string, SymbolRow>>;
  readonly suffix: string;
  readonly minLots: string;
  readonly maxLots: string;
  readonly rules: OrderRules;
}

export interface PlanningProfile {
  readonly settings: PlanningSettings;
  /** Empty until a terminal has been reconciled once. */
  readonly facts: readonly SymbolFacts[];
}

export interface PlanningRoute {
  readonly size?: Size | undefined;
  readonly symbols: Readonly<Record<string, string>>;
  readonly enabled: boolean;
}

/** A symbol of the venue, with what its terminal and the account's owner say of it. */
export interface VenueSymbol {
  readonly facts: SymbolFacts;
  readonly row: SymbolRow | undefined;
}
