import type { Submit } from "../../../src/protocol/ea-link.ts";
import type { CrashPoint } from "../crash-point.ts";
import type { DealsLog } from "../trade-server/deals-log.ts";
import { dealsIn } from "../trade-server/deals-log.ts";
import { typeOf } from "../trade-server/order-types.ts";
import { isExecuted } from "../trade-server/retcodes.ts";
import type { RequestRecord } from "../trade-server/rows.ts";
import type { TradeServer } from "../trade-server/server.ts";
import type { Change, TradeRequest } from "../trade-server/types.ts";
import type { Entry, Journal } from "./journal.ts";
import { EXPIRED_MESSAGE } from "./journal.ts";

/** What the write-ahead procedure works with. */
export interface Desk {
  readonly journal: Journal;
  readonly server: TradeServer;
  readonly dealsLog: DealsLog;
  readonly crash: CrashPoint;
  readonly nowMs: () => number;
}

/** What came of one `submit`. */
export interface Carried {
  readonly entry: Entry;
  /** When the step went into the journal; undefined when it was there already, or never went on. */
  readonly journaledAtMs: number | undefined;
  readonly changes: readonly Change[];
}

/**
 * Carries out steps that arrived together, in their order. All of them are in the journal, on the disk,
 * before the first goes to the trade server; what came of them is in the server's records, on the disk,
 * before anything is told. So whatever kills the process, a step that ran is found in the server's
 * records, and one that did not is proven absent by `settleJournal`. A step that the journal knows never
 * goes to the server again. That one flush serves all steps of a batch is what makes bursts fast.
 */
export function carryOutSteps(submits: readonly Submit[], desk: Desk): Carried[] {
  const { journal } = desk;
  const journaledAtMs = desk.nowMs();
  const begun = new Set<Submit>();
  journal.transaction(true, () => {
    for (const submit of submits) {
      const state = journaledAtMs > submit.deadline ? "expired" : "sent";
      if (journal.begin(submit, state, journaledAtMs) && state === "sent") begun.add(submit);
    }
  });
  const outcomes = begun.size === 0 ? new Map<Submit, Ran>() : run(Array.from(begun), desk);
  return submits.map((submit) => {
    const ran = outcomes.get(submit);
    if (ran !== undefined) return { ...ran, journaledAtMs };
    return { entry: knownEntry(submit, desk), journaledAtMs: undefined, changes: [] };
  });
}

type Ran = Pick<Carried, "entry" | "changes">;

/**
 * Executes steps that were just journaled, unless the flush took them past their deadline. A step that
 * the server has seen although it is new to the journal means that the journal is a restored backup, or
 * lost; the server's records speak for it then.
 */
function run(begun: readonly Submit[], desk: Desk): Map<Submit, Ran> {
  const { journal, server, dealsLog, crash } = desk;
  crash("after_journal");
  const nowMs = desk.nowMs();
  const ran = new Map<Submit, Ran>();
  const timely: Submit[] = [];
  for (const submit of begun) {
    const record = server.findRequest(submit.magic, { orderId: submit.order, step: submit.step });
    if (record !== undefined) ran.set(submit, { entry: entryOf(submit, record), changes: [] });
    else if (nowMs > submit.deadline) ran.set(submit, { entry: expiredEntry(submit, nowMs), changes: [] });
    else timely.push(submit);
  }
  const outcomes =
    timely.length === 0
      ? []
      : server.execute(
          timely.map((submit) => requestOf(submit, server)),
          nowMs,
        );
  crash("after_execute");
  dealsLog.append(dealsIn(outcomes.flatMap((outcome) => outcome.changes)));
  for (const [index, submit] of timely.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) throw new Error("the server answered fewer requests than it was given");
    const { retcode, comment, order, deal, atMs, changes } = outcome;
    ran.set(submit, {
      entry: entryOf(submit, { retcode, message: comment, ticket: order, deal, atMs }),
      changes,
    });
  }
  journal.transaction(false, () => {
    for (const { entry } of ran.values()) journal.settle(entry);
  });
  crash("before_result");
  return ran;
}

function knownEntry(submit: Submit, desk: Desk): Entry {
  const entry = desk.journal.find(submit.order, submit.step);
  if (entry === undefined) throw new Error(`step ${submit.step} of ${submit.order} is not in the journal`);
  return entry;
}

/**
 * Settles what a former process left as sent, by the trade server's records; to be called before the
 * first link. A step of which the server has no memory is `absent`, and stays so: it is not carried out
 * when it arrives again. The answer is the entries as they are now.
 */
export function settleJournal(desk: Pick<Desk, "journal" | "server" | "nowMs">): Entry[] {
  const settled = desk.journal.unsettled().map((entry) => settledEntry(entry, desk));
  if (settled.length > 0) {
    desk.journal.transaction(true, () => {
      for (const entry of settled) desk.journal.settle(entry);
    });
  }
  return settled;
}

function settledEntry(entry: Entry, desk: Pick<Desk, "server" | "nowMs">): Entry {
  const record = desk.server.findRequest(entry.magic, { orderId: entry.orderId, step: entry.step });
  if (record === undefined) {
    return { ...entry, state: "absent", message: "The trade server never saw it", atMs: desk.nowMs() };
  }
  return { ...entry, ...record, state: isExecuted(record.retcode) ? "done" : "rejected" };
}

/**
 * A step as the request that the terminal makes of it. Where the execution mode wants a price and the step
 * has none, the terminal puts in its own quote.
 */
function requestOf(submit: Submit, server: Pick<TradeServer, "symbol" | "quote">): TradeRequest {
  const {
    type: _type,
    order,
    step,
    deadline: _deadline,
    side,
    kind,
    by,
    ticket,
    expires,
    ...fields
  } = submit;
  return {
    ...fields,
    type: typeOf(side, kind),
    price: fields.action === "deal" && fields.price === "0" ? seenPrice(submit, server) : fields.price,
    order: ticket,
    positionBy: by,
    expirationMs: expires,
    reference: { orderId: order, step },
  };
}

function seenPrice({ symbol, side }: Submit, server: Pick<TradeServer, "symbol" | "quote">): string {
  const execution = server.symbol(symbol)?.execution;
  if (execution !== "request" && execution !== "instant") return "0";
  const quote = server.quote(symbol);
  return (side === "buy" ? quote?.ask : quote?.bid) ?? "0";
}

function entryOf(submit: Submit, came: RequestRecord): Entry {
  const { retcode, message, ticket, deal, atMs } = came;
  return {
    orderId: submit.order,
    step: submit.step,
    magic: submit.magic,
    state: isExecuted(retcode) ? "done" : "rejected",
    ...{ retcode, message, ticket, deal, atMs },
  };
}

function expiredEntry(submit: Submit, nowMs: number): Entry {
  return {
    orderId: submit.order,
    step: submit.step,
    magic: submit.magic,
    state: "expired",
    message: EXPIRED_MESSAGE,
    ...{ retcode: 0, ticket: "0", deal: "0", atMs: nowMs },
  };
}
