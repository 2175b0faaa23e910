import { nearestWord } from "../suggest.ts";

const stopKeys = ["sl_price", "sl_pips", "sl_pct"];
const targetKeys = ["tp_price", "tp_pips", "tp_pct"];
const entryKeys = ["entry_price", "entry_pips", "entry_pct"];
const lotKeys = ["lots", "vol_lots"];
const lossKeys = ["balance_percent_loss", "equity_percent_loss", "vol_pct_bal_loss", "vol_pct_eq_loss"];
const moneyKeys = ["risk_money", "vol_dollar"];

/**
 * What other syntaxes, libraries and people call a thing, without capitals and underscores, and what is written for it:
 * several keys where the name does not say in what it counts, the ones of every dialect.
 */
const otherNames: readonly (readonly [names: string, keys: readonly string[]])[] = [
  ["sl stop stoploss", stopKeys],
  ["slprice stoplossprice", ["sl_price"]],
  ["slpips stoplosspips", ["sl_pips"]],
  ["slpercent stoplosspercent stoplosspct", ["sl_pct"]],
  ["tp takeprofit profittarget", targetKeys],
  ["tpprice takeprofitprice", ["tp_price"]],
  ["tppips takeprofitpips", ["tp_pips"]],
  ["tppercent takeprofitpercent takeprofitpct", ["tp_pct"]],
  // A limit's price is an entry; a stop's is one, or a stop loss.
  ["entry pending", entryKeys],
  ["entryprice limitprice openprice orderprice triggerprice", ["entry_price"]],
  ["stopprice", ["entry_price", "sl_price"]],
  ["lots lot lotsize volume vol vollots quantity qty contracts ordercontracts", lotKeys],
  ["risk", [...moneyKeys, ...lossKeys]],
  ["riskpercent riskpct", lossKeys],
  ["riskmoney voldollar riskdollaramount riskamount riskusd", moneyKeys],
  ["balancepercentloss volpctballoss", ["balance_percent_loss", "vol_pct_bal_loss"]],
  ["equitypercentloss volpcteqloss", ["equity_percent_loss", "vol_pct_eq_loss"]],
  ["volpctbalmargin", ["balance_percent_margin"]],
  ["dollaramount", ["notional"]],
  ["percentofequity", ["equity_percent"]],
  ["percentofposition", ["percent", "position_percent"]],
  ["pct closepercent partialclosepct", ["percent", "pct"]],
  ["ticker instrument tvinstrument tradesymbol pair", ["symbol"]],
  ["orderaction command cmd direction", ["action"]],
  ["ordertype", ["type"]],
  ["sentiment marketposition", ["position"]],
  ["expiry expiration expire gtd", ["expires"]],
  ["passphrase password token", ["secret"]],
  ["timestamp", ["time"]],
  ["alertid signalid tradeid", ["id"]],
  ["note tag label", ["comment"]],
  ["breakeven betrigger beoffset", ["breakeven", "exits", "betrigger"]],
  ["trailing trailingstop trail trailtrig traildist trailstep", ["trailing", "exits", "traildist"]],
  ["atr atrtrailing atrperiod atrmultiplier", ["atr_trailing", "exits", "atrmultiplier"]],
  ["partial partials partialclose", ["partials", "exits"]],
  ["spread maxspread maxspreadpips", ["max_spread_pips", "filters", "spread"]],
  ["accfilter", ["account", "filters"]],
];

const meant: ReadonlyMap<string, readonly string[]> = new Map(
  otherNames.flatMap(([names, keys]) => names.split(" ").map((name) => [name, keys] as const)),
);

/**
 * The hint for a key that is not known: what is called so elsewhere goes by another name here, or several; anything else
 * is taken for a typing mistake. Undefined when nothing comes near.
 */
export function keyHint(name: string, known: Iterable<string>): string | undefined {
  const here = [...known];
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const keys = (meant.get(plain) ?? []).filter((key) => here.includes(key));
  const last = keys.at(-1) ?? nearestWord(name, here);
  if (last === undefined) return undefined;
  const others = keys.slice(0, -1).join(", ");
  return `did you mean ${others === "" ? "" : `${others} or `}${last}?`;
}
