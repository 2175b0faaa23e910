import { Decimal } from "../../../src/domain/decimal.ts";
import { fillingFor } from "../../../src/domain/order/normalise.ts";
import type { StepRequest } from "../journal/records.ts";
import type { InstrumentFacts } from "../planner/market.ts";
import { plainRequest } from "../planner/request-defaults.ts";
import type { HeldPosition, StandingPending } from "./exposure.ts";
import type { Shown } from "./in-flight.ts";
import type { Demand } from "./stops.ts";

/** Something that has to go, and the request that makes it go. */
export interface Target {
  /** The same for the same position or pending order. */
  readonly key: string;
  /** The position's ticket, "0" for a pending order. */
  readonly position: string;
  /** For a person: `position 4711, 0.5 EURUSD long`. */
  readonly name: string;
  readonly request: StepRequest;
}

/** Slippage in points that a close bears where the execution mode knows one: to get out is what counts. */
const DEVIATION = 1_000;

/** What is still to be cancelled and closed; pending orders first, because they could fill meanwhile. Pure. */
export function targetsOf(
  demand: Demand,
  { positions, pendings }: Shown,
  symbols: ReadonlyMap<string, InstrumentFacts>,
): Target[] {
  const wanted = ({ isExternal }: { readonly isExternal: boolean }) => demand.all || !isExternal;
  return [
    ...(demand.cancelPending ? pendings.filter(wanted).map(cancelTarget) : []),
    ...(demand.close ? positions.filter(wanted).map((one) => closeTarget(one, symbols.get(one.symbol))) : []),
  ];
}

function cancelTarget({ ticket, symbol, side, lots }: StandingPending): Target {
  return {
    key: `pending ${ticket}`,
    position: "0",
    name: `pending order ${ticket}, ${lots} ${symbol} ${side}`,
    request: {
      ...plainRequest,
      ...{ action: "remove", symbol, side, kind: "limit", lots, price: "0", sl: "0", tp: "0" },
      ...{ position: "0", ticket },
    },
  };
}

function closeTarget(
  { position, symbol, side, lots }: HeldPosition,
  facts: InstrumentFacts | undefined,
): Target {
  // What is larger than one order may be goes in several, one after the other.
  const most = facts === undefined ? lots : Decimal.min(lots, facts.maxLots).toFixed();
  return {
    key: `position ${position}`,
    position,
    name: `position ${position}, ${lots} ${symbol} ${side}`,
    request: {
      ...plainRequest,
      ...{ action: "deal", symbol, side: side === "long" ? "sell" : "buy", kind: "market", lots: most },
      ...{ price: "0", sl: "0", tp: "0", position, ticket: "0", deviation: DEVIATION },
      filling: facts === undefined ? "fok" : closeFilling(facts),
    },
  };
}

/** Immediate or cancel where the symbol knows it: a part that is closed is better than nothing. */
function closeFilling(facts: InstrumentFacts): StepRequest["filling"] {
  const filling = fillingFor("market", facts);
  return filling === "fok" && facts.fillings.includes("ioc") ? "ioc" : filling;
}
