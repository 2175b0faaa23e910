import { levelSuffixes } from "../../../../../src/domain/alert/dialects/sallyport-keys.ts";
import { isDecimalText } from "../../../../../src/domain/decimal.ts";
import { err, ok, type Result } from "../../../../../src/domain/result.ts";
import type { LevelDraft, TicketDraft } from "./ticket-draft.ts";

export type TicketField = "symbol" | "size" | "entry" | "stopLoss" | "takeProfit" | "expires" | "exits";

/** A field that cannot be sent as it is, and why. What the gateway and the trading machine think of it is theirs. */
export interface TicketFault {
  readonly field: TicketField;
  readonly message: string;
}

/** A number as people type it: a comma for the point, blanks around it, nothing before the point or after it. */
export function tidyNumber(text: string): string {
  const plain = text.trim().replace(",", ".").replace(/\.$/, "");
  return plain.startsWith(".") ? `0${plain}` : plain;
}

/** True for a decimal above zero once it is tidied. */
export function isAmount(text: string): boolean {
  const tidy = tidyNumber(text);
  return isDecimalText(tidy) && !tidy.startsWith("-") && /[1-9]/.test(tidy);
}

type Fields = Record<string, unknown>;

/** Writes a ticket in Sallyport JSON, as `POST /api/accounts/{id}/orders` takes it; or says which field is missing. */
export function writeTicket(draft: TicketDraft): Result<string, TicketFault> {
  const faults: TicketFault[] = [];
  const amount = (field: TicketField, text: string, missing: string): string => {
    if (!isAmount(text)) {
      faults.push({
        field,
        message: text.trim() === "" ? missing : `“${text.trim()}” is no number above zero.`,
      });
    }
    return tidyNumber(text);
  };
  const level = (prefix: "sl" | "tp", field: TicketField, { unit, value }: LevelDraft): Fields =>
    value.trim() === "" ? {} : { [`${prefix}_${levelSuffixes[unit]}`]: amount(field, value, "") };
  if (draft.symbol === "") faults.push({ field: "symbol", message: "Choose a symbol." });
  const size = amount("size", draft.size, "How much?");
  const pending = draft.type === "market" ? {} : { type: draft.type, ...standing(draft, amount, faults) };
  const exits = exitsOf(draft, amount);
  const fields: Fields = {
    action: draft.side,
    symbol: draft.symbol,
    ...pending,
    [draft.sizeUnit]: size,
    ...level("sl", "stopLoss", draft.stopLoss),
    ...level("tp", "takeProfit", draft.takeProfit),
    ...(Object.keys(exits).length > 0 ? { exits } : {}),
  };
  const [fault] = faults;
  return fault === undefined ? ok(JSON.stringify(fields)) : err(fault);
}

type ReadAmount = (field: TicketField, text: string, missing: string) => string;

/** What only an order has that waits at the broker. */
function standing({ entry, expires }: TicketDraft, amount: ReadAmount, faults: TicketFault[]): Fields {
  const price = { entry_price: amount("entry", entry, "At which price?") };
  if (expires === "") return price;
  const atMs = new Date(expires).getTime();
  if (!Number.isFinite(atMs)) {
    faults.push({ field: "expires", message: "This is no date and time." });
    return price;
  }
  return { ...price, expires: new Date(atMs).toISOString() };
}

function exitsOf(draft: TicketDraft, amount: ReadAmount): Fields {
  const { breakevenAt, trailFrom, trailDistance, atrMultiplier, atrPeriod, partialAt, partialPercent } =
    draft;
  const exit = (text: string): string => amount("exits", text, "An exit needs this number.");
  const exits: Fields = {};
  if (breakevenAt.trim() !== "") exits["breakeven"] = { trigger_pips: exit(breakevenAt) };
  if (trailDistance.trim() !== "") {
    exits["trailing"] = {
      ...(trailFrom.trim() === "" ? {} : { trigger_pips: exit(trailFrom) }),
      distance_pips: exit(trailDistance),
    };
  }
  if (atrMultiplier.trim() !== "") {
    exits["atr_trailing"] = {
      timeframe: draft.atrFrame,
      period: exit(atrPeriod),
      multiplier: exit(atrMultiplier),
    };
  }
  if (partialAt.trim() !== "") {
    exits["partials"] = [{ at_pips: exit(partialAt), percent: exit(partialPercent) }];
  }
  return exits;
}
