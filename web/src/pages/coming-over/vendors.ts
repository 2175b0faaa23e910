/** What those who come over look for: their words, ours, and what is different. */
export interface VendorGuide {
  readonly vendor: string;
  readonly about: string;
  readonly rows: readonly GuideRow[];
  readonly examples: readonly { readonly name: string; readonly message: string }[];
}

export interface GuideRow {
  readonly theirs: string;
  readonly ours: string;
  /** What is worth knowing. */
  readonly note: string;
}

function row(theirs: string, ours: string, note = ""): GuideRow {
  return { theirs, ours, note };
}

const SECRET = "PUT-THE-SECRET-HERE";

const pineConnector: VendorGuide = {
  vendor: "PineConnector",
  about:
    "Its messages are understood as they are: add secret=… at the end, and the licence id stays where it is. Keys that count what the expert advisor was set to (risk, sl, tp, price, pending, accfilter) are refused until the strategy says what they count, because the same message would trade differently on two terminals.",
  rows: [
    row("60123456789", "secret", "the licence id proves nothing; the secret does"),
    row("buy, long, bull · sell, short, bear", '"action": "buy", "sell"'),
    row("buylimit, buystop, selllimit, sellstop", '"action" with "type": "limit", "stop"', "needs an entry"),
    row("closelong, closeshort, closelongshort", '"action": "close" with "side"'),
    row(
      "closelongpct, closelongvol",
      '"action": "close" with "percent", "lots"',
      "the amount must be said: pct=, vol_lots=",
    ),
    row("closeall", '"action": "close", "scope": "account"', "every symbol, also when one is named"),
    row("cancellong, cancelshort", '"action": "cancel" with "side"'),
    row(
      "newsltplong, newsltpbuystop, …",
      '"action": "modify" with "target"',
      '"none" removes a stop in ours',
    ),
    row("closelongopenshort, cl+os, …", '"action": "flip", "to": "short"', "one unit: nothing comes between"),
    row("eaoff, eaon", '"action": "halt", "resume"', "stops the strategy, not the terminal"),
    row("vol_lots", '"lots"'),
    row("vol_dollar", '"risk_money"', "in the account's currency"),
    row(
      "vol_pct_bal_loss, vol_pct_eq_loss",
      '"balance_percent_loss", "equity_percent_loss"',
      "need a stop loss",
    ),
    row("vol_pct_bal_margin", '"balance_percent_margin"'),
    row("risk", "as the strategy's settings say", "refused until they do"),
    row("sl_price, sl_pips, sl_pct", '"sl_price", "sl_pips", "sl_pct"', "tp_ and entry_ likewise"),
    row("sl, tp, price, pending", "as the strategy's settings say", "refused until they do"),
    row("betrigger, beoffset", '"exits": {"breakeven": …}'),
    row("trailtrig, traildist, trailstep", '"exits": {"trailing": …}'),
    row("atrtimeframe, atrperiod, atrmultiplier", '"exits": {"atr_trailing": …}', "minutes, or M1 to D1"),
    row("spread", '"filters": {"max_spread_pips": …}'),
    row("accfilter", '"filters": {"account": …}', "what it is compared with, the settings say"),
    row("comment", '"comment"', "at most 64 characters"),
  ],
  examples: [
    {
      name: "A market order with stops",
      message: `60123456789,buy,{{ticker}},vol_lots=0.1,sl_pips=30,tp_pips=60,secret=${SECRET}`,
    },
    {
      name: "One percent of the balance at risk",
      message: `60123456789,sell,{{ticker}},vol_pct_bal_loss=1,sl_pips=25,secret=${SECRET}`,
    },
    {
      name: "Close the longs, open a short",
      message: `60123456789,closelongopenshort,{{ticker}},vol_lots=0.1,secret=${SECRET}`,
    },
    {
      name: "Breakeven and trailing stop",
      message: `60123456789,buy,{{ticker}},vol_lots=0.1,sl_pips=30,betrigger=15,beoffset=1,trailtrig=25,traildist=15,trailstep=2,secret=${SECRET}`,
    },
    {
      name: "Old keys, whose meaning must be set",
      message: `60123456789,buy,{{ticker}},risk=1,sl=30,tp=60,secret=${SECRET}`,
    },
  ],
};

const tradersPost: VendorGuide = {
  vendor: "TradersPost",
  about:
    'Its messages are understood as they are: add "secret": "…". Names are case-sensitive, and names that nobody knows are ignored, as there. Pending orders are deleted only when the message says so, and a buy while a long position is open opens another one.',
  rows: [
    row('"ticker"', '"symbol"'),
    row(
      '"action": "buy", "sell" with "sentiment"',
      '"action": "target" with "position" and "order"',
      "the position that should stand",
    ),
    row('"action": "buy", "sell" alone', '"action": "flip"', "closes the other side first"),
    row('"action": "exit"', '"action": "close"'),
    row('"action": "cancel", "cancel": true', '"action": "cancel"'),
    row('"action": "add"', "refused", "it does not say which side to add to"),
    row('"quantity"', '"lots"', "fixed_quantity counts lots"),
    row('"quantityType": "risk_dollar_amount"', '"risk_money"'),
    row('"quantityType": "risk_percent"', '"equity_percent_loss"'),
    row('"quantityType": "dollar_amount"', '"notional"'),
    row('"quantityType": "percent_of_equity"', '"equity_percent"'),
    row('"quantityType": "percent_of_position"', '"percent" of a close, "position_percent" of an entry'),
    row('"orderType" with "limitPrice", "stopPrice"', '"type" with "entry_price"'),
    row('"stopLoss": {"stopPrice"}, {"percent"}', '"sl_price", "sl_pct"', "an amount is refused"),
    row('"stopLoss": {"type": "trailing_stop", "trailPercent"}', '"sl_pct" with "exits": {"trailing": …}'),
    row('"takeProfit": {"limitPrice"}, {"percent"}', '"tp_price", "tp_pct"'),
    row('"price", "signalPrice"', '"price"', "for checks only; orders never use it"),
    row('"time"', '"time"', "an alert that is too old is refused"),
    row('"delay", "timeInForce", options', "refused where they would change something"),
  ],
  examples: [
    {
      name: "A strategy's alerts",
      message: `{"ticker": "{{ticker}}", "action": "{{strategy.order.action}}", "sentiment": "{{strategy.market_position}}", "quantity": "{{strategy.order.contracts}}", "price": "{{close}}", "time": "{{timenow}}", "secret": "${SECRET}"}`,
    },
    {
      name: "Buy with stops in percent",
      message: `{"ticker": "{{ticker}}", "action": "buy", "quantity": 0.1, "takeProfit": {"percent": 2}, "stopLoss": {"type": "stop", "percent": 1}, "secret": "${SECRET}"}`,
    },
    {
      name: "Close half",
      message: `{"ticker": "{{ticker}}", "action": "exit", "quantityType": "percent_of_position", "quantity": 50, "secret": "${SECRET}"}`,
    },
  ],
};

export const vendors: readonly VendorGuide[] = [pineConnector, tradersPost];
