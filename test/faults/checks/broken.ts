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
  known: "no order is left unknown that the broker's records can tell of",
  shown: "every order that is unknown has raised its alarm",
  rests: "only limit and stop orders stand at the venue",
  listed: "the ledger lists every order once, and each leg of an alert once",
  refused: "no order that is rejected, expired, cancelled or still working has deals in the log",
  alarms: "no alarm is raised any more but for unknown orders, and the ledger recorded no fault",
  missing: "every deal of ours in the log is in the ledger, under its order",
  closings: "every close of a position of ours that no order asked for is a note on the order that opened it",
  invented: "every deal in the ledger is in the log",
  twice: "no deal and no step of an order is there twice",
  same: "ledger and log agree on every deal: symbol, side, entry, volume, price, profit, tickets",
  kind: "every deal is of the kind, side and symbol that its alert asked for",
  volumes: "a filled entry has exactly the volume that its alert asked for, and a target never more",
  inTime: "no deal comes after its order's deadline, and no deadline is later than the alert allows",
  asked: "every request to the broker is of an order that the ledger knows, and none comes twice",
  caused: "every deal that an order asked for came of a request of it",
  lateRequest: "no request reaches the broker after its order's deadline",
  carriedOut: "nothing that the broker carried out is called refused or too late",
  ended: "no program ended by itself",
  flips: "a flip closes before it opens, and no other alert trades the symbol in between",
  positions: "the open positions are what the log's deals add up to",
} as const;

/** One case, in the order in which a reader asks: what is broken, how, and who must see it. */
export function broken(what: string, evidence: () => Evidence, rules: readonly string[]): Broken {
  return { what, evidence, rules };
}
