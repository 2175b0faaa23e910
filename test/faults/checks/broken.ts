import type { Evidence } from "../evidence.ts";

/** A way in which evidence can be wrong, for the checker's own tests. */
export interface Broken {
  readonly what: string;
  readonly evidence: () => Evidence;
  /** The checks that must see it; all others must not. */
  readonly rules: readonly string[];
}

/** The checks by what they are about. */
export const rule = {
  answers: "every alert that got a 2xx has one final verdict, the one it was answered with",
  once: "no alert is accepted twice, however often it was sent",
  right: "every answer is the one the design gives: good alerts are taken, bad ones refused with their code",
  unavailable: "a 503 means that nothing was written",
  duplicates: "every suppressed duplicate names the alert that was accepted, and has no orders",
  planned: "every accepted alert has exactly its orders, and no other alert has any",
  settled: "every order is at its end, or stands at the venue",
  known: "no order is left unknown that the deals log can tell of",
  rests: "only limit and stop orders stand at the venue",
  listed: "the ledger lists every order once, and each leg of an alert once",
  refused: "no order that is rejected, expired, cancelled or still working has deals in the log",
  alarms: "no alarm is raised any more, and the ledger recorded no fault",
  missing: "every deal of ours in the log is in the ledger, under its order",
  invented: "every deal in the ledger is in the log",
  twice: "no deal and no step of an order is there twice",
  same: "ledger and log agree on every deal: symbol, side, entry, volume, price, profit, tickets",
  kind: "every deal is of the kind, side and symbol that its alert asked for",
  volumes: "a filled entry has exactly the volume that its alert asked for, and a target never more",
  inTime: "no deal comes after its order's deadline, and no deadline is later than the alert allows",
  flips: "a flip closes before it opens, and no other alert trades the symbol in between",
  positions: "the open positions are what the log's deals add up to",
} as const;

/** One case, in the order in which a reader asks: what is broken, how, and who must see it. */
export function broken(what: string, evidence: () => Evidence, rules: readonly string[]): Broken {
  return { what, evidence, rules };
}
