import { expect, test } from "vitest";
import { type AccountDeal, dealsAsCsv } from "./deals.ts";

const deal: AccountDeal = {
  ...{ deal: "12", ticket: "7", position: "5", symbol: "EURUSD", side: "sell", entry: "out", lots: "0.1" },
  ...{ price: "1.08651", profit: "-3.2", atMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6) },
  ...{ orderId: "ord_1", alertId: "alt_1", strategyId: "str_1", note: "stop_loss" },
};

test("a deal is one line, with what it comes from by name, and nothing where it comes from no strategy", () => {
  const byHand = { ...deal, alertId: null, strategyId: null, note: null };
  const [head, ...lines] = dealsAsCsv([deal, byHand], (id) => `=${id}`).split("\r\n");
  expect(head).toContain('"time","deal","position"');
  const told = '"2026-01-02T03:04:05.006Z","12","5","EURUSD","sell","out","0.1","1.08651","-3.2","ord_1"';
  expect(lines).toEqual([`${told},"alt_1","'=str_1","stop_loss"`, `${told},"","",""`, ""]);
});
