import { err, ok, type Result } from "../../../../src/domain/result.ts";
import { type Draft, isEntry, type LevelDraft, lotsOf, SECRET_PLACE } from "./draft.ts";
import { beyond, type Written } from "./write-others.ts";

const volumes: Readonly<Record<string, string>> = {
  risk_money: "vol_dollar",
  balance_percent_loss: "vol_pct_bal_loss",
  equity_percent_loss: "vol_pct_eq_loss",
  balance_percent_margin: "vol_pct_bal_margin",
};

const minutes = { M1: "1", M5: "5", M15: "15", M30: "30", H1: "60", H4: "240", D1: "1440" } as const;
const suffixes = { price: "price", pips: "pips", percent: "pct" } as const;

function level(prefix: string, { unit, value }: LevelDraft): Result<string[], string> {
  if (unit === "off") return ok([]);
  return unit === "none" ? err("removing a stop") : ok([`${prefix}_${suffixes[unit]}=${value}`]);
}

function levels(draft: Draft): Result<string[], string> {
  const stop = level("sl", draft.stopLoss);
  const target = level("tp", draft.takeProfit);
  if (!stop.ok) return stop;
  return target.ok ? ok([...stop.value, ...target.value]) : target;
}

function entryKeys(draft: Draft): Result<string[], string> {
  const lots = lotsOf(draft);
  const unit = lots === null ? volumes[draft.sizeUnit] : "vol_lots";
  if (unit === undefined) {
    return err(draft.sizeUnit === "route" ? "an entry without a size" : "this size");
  }
  const stops = levels(draft);
  if (!stops.ok) return stops;
  const entry =
    draft.orderType === "market" || draft.action.startsWith("flip") ? ok([]) : level("entry", draft.entry);
  if (!entry.ok) return entry;
  const pairs: readonly (readonly [key: string, value: string])[] = [
    ["betrigger", draft.breakevenAt],
    ["beoffset", draft.breakevenAt === "" ? "" : draft.breakevenOffset],
    ["trailtrig", draft.trailDistance === "" ? "" : draft.trailFrom],
    ["traildist", draft.trailDistance],
    ["trailstep", draft.trailDistance === "" ? "" : draft.trailStep],
    ["atrtimeframe", draft.atrMultiplier === "" ? "" : minutes[draft.atrFrame]],
    ["atrperiod", draft.atrMultiplier === "" ? "" : draft.atrPeriod],
    ["atrmultiplier", draft.atrMultiplier],
    ["spread", draft.maxSpread],
    ["comment", draft.comment === "" ? "" : `"${draft.comment}"`],
  ];
  const exits = pairs.filter(([, value]) => value !== "").map(([key, value]) => `${key}=${value}`);
  return ok([`${unit}=${lots ?? draft.size}`, ...entry.value, ...stops.value, ...exits]);
}

/** The command and its keys; the symbol stands between them. */
function command(draft: Draft): Result<readonly [command: string, ...keys: string[]], string> {
  const { action, side, scope, amountUnit, amount, target, pendingType, orderType } = draft;
  const type = orderType === "market" ? "" : orderType;
  const both = side === "both";
  const entry: Readonly<Record<string, string>> = {
    buy: `buy${type}`,
    sell: `sell${type}`,
    flip_long: "closeshortopenlong",
    flip_short: "closelongopenshort",
  };
  const opening = entry[action];
  if (opening !== undefined) {
    const keys = entryKeys(draft);
    return keys.ok ? ok([opening, ...keys.value]) : keys;
  }
  switch (action) {
    case "close": {
      if (scope === "account")
        return both && amountUnit === "all" ? ok(["closeall"]) : err("a part of every symbol");
      if (amountUnit === "all") return ok([both ? "closelongshort" : `close${side}`]);
      if (both) return err("a part of both sides at once");
      return amountUnit === "percent"
        ? ok([`close${side}pct`, `pct=${amount}`])
        : ok([`close${side}vol`, `vol_lots=${amount}`]);
    }
    case "cancel":
      if (scope === "account") return err("every symbol at once");
      if (pendingType !== "any") return err("one kind of pending order alone");
      return both ? err("both sides at once") : ok([`cancel${side}`]);
    case "modify": {
      if (both) return err("both sides at once");
      if (target === "orders" && pendingType === "any") return err("both kinds of pending orders at once");
      const keys = levels(draft);
      if (!keys.ok) return keys;
      const orders = `${side === "long" ? "buy" : "sell"}${pendingType}`;
      return ok([`newsltp${target === "orders" ? orders : side}`, ...keys.value]);
    }
    case "halt":
      return ok(["eaoff"]);
    case "resume":
      return ok(["eaon"]);
    default:
      return err("following a strategy's position");
  }
}

/** Writes what was chosen as PineConnector does. */
export function writePineConnector(draft: Draft): Written {
  const more = isEntry(draft) ? beyond(draft, { exits: true, comment: true }) : null;
  if (more !== null) return err(more);
  if (draft.expires !== "" && draft.orderType !== "market" && isEntry(draft))
    return err("an end of a pending order");
  const said = command(draft);
  if (!said.ok) return said;
  const [verb, ...keys] = said.value;
  const whole = verb === "eaoff" || verb === "eaon" || verb === "closeall";
  const time = draft.withTime ? ["time={{timenow}}"] : [];
  return ok(
    [draft.licence, verb, whole ? verb : draft.symbol, ...keys, ...time, `secret=${SECRET_PLACE}`].join(","),
  );
}
