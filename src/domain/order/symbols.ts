import { suggestion } from "../alert/suggest.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { PlanningProfile, PlanningRoute, SymbolFacts, VenueSymbol } from "./profile.ts";

/**
 * Finds the venue's symbol for a name as it came in a message. Looked up in this order: the route's own
 * names, the account's table, the venue's names, the venue's names with the account's suffix. TradingView
 * writes `EXCHANGE:SYMBOL`; the exchange is dropped where the whole name is not listed.
 * `at` is where the name stands in the message.
 */
export function resolveSymbol(
  name: string,
  at: number | undefined,
  route: Pick<PlanningRoute, "symbols">,
  profile: PlanningProfile,
): Result<VenueSymbol, Refusal> {
  const { settings, facts } = profile;
  if (facts.length === 0) {
    return err(
      refusal("account_not_ready", "The account's terminal has not reported its symbols yet.", {
        hint: "start the agent and the terminal, and wait until the account shows as ready",
      }),
    );
  }
  const names = spellings(name);
  const byRoute = firstOwn(route.symbols, names);
  const byTable = byRoute === undefined ? firstOwn(settings.symbols, names) : undefined;
  const mapped = byRoute ?? byTable?.venueSymbol;
  if (mapped !== undefined) {
    const found = factsOf(facts, mapped);
    if (found !== undefined) return ok({ facts: found, row: byTable ?? rowOf(profile, mapped) });
    const message = `${name} is mapped to ${mapped}, which the account's terminal does not know.`;
    return err(refusal("unknown_symbol", message, { at, hint: suggestion(mapped, knownNames(profile)) }));
  }
  for (const suffix of settings.suffix === "" ? [""] : ["", settings.suffix]) {
    for (const spelling of names) {
      const found = factsOf(facts, spelling + suffix);
      if (found !== undefined) return ok({ facts: found, row: rowOf(profile, found.symbol) });
    }
  }
  return err(
    refusal("unknown_symbol", `The account knows no symbol ${name}.`, {
      at,
      hint: suggestion(names.at(-1) ?? name, knownNames(profile)) ?? "add it to the account's symbol table",
    }),
  );
}

function spellings(name: string): string[] {
  const colon = name.lastIndexOf(":");
  return colon === -1 || colon === name.length - 1 ? [name] : [name, name.slice(colon + 1)];
}

/** Own properties only: a symbol may be called `constructor`. */
function firstOwn<T>(table: Readonly<Record<string, T>>, names: readonly string[]): T | undefined {
  for (const name of names) if (Object.hasOwn(table, name)) return table[name];
  return undefined;
}

/** A symbol by the venue's own name; undefined when its terminal does not know it. */
export function symbolOfVenue(symbol: string, profile: PlanningProfile): VenueSymbol | undefined {
  const facts = factsOf(profile.facts, symbol);
  return facts === undefined ? undefined : { facts, row: rowOf(profile, symbol) };
}

function factsOf(facts: readonly SymbolFacts[], symbol: string): SymbolFacts | undefined {
  return facts.find((known) => known.symbol === symbol);
}

/** The owner's row for a venue symbol, however the message came to name it: bands and pips are the venue's. */
function rowOf({ settings }: PlanningProfile, symbol: string): VenueSymbol["row"] {
  return Object.values(settings.symbols).find((row) => row.venueSymbol === symbol);
}

function knownNames({ settings, facts }: PlanningProfile): string[] {
  return [...facts.map(({ symbol }) => symbol), ...Object.keys(settings.symbols)];
}
