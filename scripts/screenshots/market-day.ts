import type { Trading } from "../../test/support/trading.ts";

/** A small day of trading, so that every page has something to show: in several dialects, not all of it understood. */
const messages: readonly ((secret: string) => string)[] = [
  (secret) => json(secret, { action: "buy", symbol: "EURUSD", lots: "0.3", sl_pips: "40", tp_pips: "90" }),
  (secret) => json(secret, { action: "sell", symbol: "GBPUSD", lots: "0.2", sl_pips: "35" }),
  (secret) => `60123456789,buy,USDJPY,vol_lots=0.2,sl_pips=50,tp_pips=100,secret=${secret}`,
  (secret) => json(secret, { action: "close", symbol: "GBPUSD" }),
  (secret) => `BUY AUDUSD 0.4 secret=${secret}`,
  (secret) => json(secret, { action: "sell", symbol: "USDCHF", lots: "0.3" }),
  (secret) => `{"ticker":"AUDUSD","action":"sell","quantity":"0.4","secret":"${secret}"}`,
  (secret) => json(secret, { action: "bui", symbol: "EURUSD", lots: "0.1" }),
  (secret) => json(secret, { action: "close", symbol: "USDCHF" }),
  (secret) => json(secret, { action: "buy", symbol: "EURUSD", lots: "250" }),
  (secret) => json(secret, { action: "buy", symbol: "GBPUSD", lots: "0.2", tp_pips: "60" }),
];

function json(secret: string, fields: Readonly<Record<string, string>>): string {
  return JSON.stringify({ secret, ...fields });
}

/** Sends them one after the other; each is over before the next. Returns the id of the first, which was filled. */
export async function tradeForADay({ send, settled, secret }: Trading): Promise<string> {
  const ids: string[] = [];
  for (const write of messages) {
    const { body } = await send(write(secret));
    if (body.alertId === undefined) continue;
    await settled(body.alertId);
    ids.push(body.alertId);
  }
  const [first] = ids;
  if (first === undefined) throw new Error("no alert was accepted");
  return first;
}
