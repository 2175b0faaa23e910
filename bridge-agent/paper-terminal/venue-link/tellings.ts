import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import type { Outcome, TradeRequest, TradeResult, Transaction } from "../trade-server/types.ts";
import type { RequestFault } from "./faults.ts";
import { recordsOf, resultRecord, transactionRecord } from "./records.ts";

export interface Telling {
  readonly offsetMs: number;
  readonly fault: RequestFault | undefined;
  /** The number of the request that is answered; undefined when its terminal is not there any more. */
  readonly requestId: number | undefined;
  readonly shuffle: <T>(things: readonly T[]) => T[];
}

const nothing = { deal: "0", order: "0", lots: "0", price: "0", bid: "0", ask: "0" } as const;
const timedOut: TradeResult = { ...nothing, retcode: 10012, comment: "Request timed out" };
const rejected: TradeResult = { ...nothing, retcode: 10006, comment: "Request rejected" };

/** The outcome of a request that the broker did not look at. */
export function refusedWithout(fault: "time_out_lost" | "reject", atMs: number): Outcome {
  const result = fault === "reject" ? rejected : timedOut;
  return {
    ...result,
    atMs,
    changes: [],
    transactions: [{ type: "request", request: blank, result, records: [] }],
  };
}

/**
 * What a terminal gets of transactions: bundles of messages in their order, each with the records that
 * belong to it. Records always keep their order: what a fault changes is what the program is told.
 */
export function tellings(transactions: readonly Transaction[], telling: Telling): OutMessage[][] {
  const bundles = transactions.map((transaction) => ({
    records: recordsOf(transaction, telling.offsetMs),
    told: toldOf(transaction, telling),
  }));
  const told = bundles.map((bundle) => bundle.told);
  const order = telling.fault === "reorder" ? telling.shuffle(told) : told;
  return bundles.map(({ records }, at) => [...records, ...(order[at] ?? [])]);
}

function toldOf(transaction: Transaction, telling: Telling): OutMessage[] {
  if (transaction.type === "request") return answersOf(transaction.result, telling);
  return telling.fault === "drop_transactions" ? [] : [transactionRecord(transaction, telling.offsetMs)];
}

function answersOf(result: TradeResult, { fault, requestId }: Telling): OutMessage[] {
  if (requestId === undefined || fault === "no_answer") return [];
  const answer = resultRecord(requestId, fault === "time_out_executed" ? timedOut : result);
  return fault === "answer_twice" ? [answer, answer] : [answer];
}

/** The echo of a request that the terminal knows better itself. */
const blank: TradeRequest = {
  action: "deal",
  magic: "0",
  order: "0",
  symbol: "",
  lots: "0",
  price: "0",
  stoplimit: "0",
  sl: "0",
  tp: "0",
  deviation: 0,
  type: "buy",
  filling: "fok",
  time: "gtc",
  expirationMs: 0,
  comment: "",
  position: "0",
  positionBy: "0",
  reference: null,
};
