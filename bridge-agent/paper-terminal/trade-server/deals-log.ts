import { closeSync, fstatSync, openSync, readSync, renameSync, truncateSync, writeSync } from "node:fs";
import type { Change, Deal } from "./types.ts";

/**
 * The broker's own record: every deal, one JSON object a line, in the order of their making. It is
 * written after the deal is in the database, so it can only be behind, and `openDealsLog` catches up.
 */
export interface DealsLog {
  readonly append: (deals: readonly Deal[]) => void;
  readonly close: () => void;
}

/** What opening found to do; told in the log. */
export interface Repair {
  /** Lines that were missing and were written. */
  readonly appended: number;
  /** Bytes of a last line that was cut off in the writing. */
  readonly tornBytes: number;
  /** Where a file went that is not the record of these deals, if there was one. */
  readonly setAside: string | undefined;
}

const NEWLINE = 0x0a;
/** Lines that are compared or written at once at start. */
const BLOCK_LINES = 1_000;

/** One line of the record. `orderId` and `step` are null for deals of stops and targets. */
export function dealLine(deal: Deal): string {
  return `${JSON.stringify({
    deal: deal.deal,
    ticket: deal.ticket,
    position: deal.position,
    orderId: deal.reference?.orderId ?? null,
    step: deal.reference?.step ?? null,
    magic: deal.magic,
    symbol: deal.symbol,
    side: deal.side,
    entry: deal.entry,
    lots: deal.lots,
    price: deal.price,
    profit: deal.profit,
    reason: deal.reason,
    comment: deal.comment,
    at: deal.atMs,
    commission: deal.commission,
    swap: deal.swap,
  })}\n`;
}

/** The deals among changes, in their order. */
export function dealsIn(changes: readonly Change[]): Deal[] {
  return changes.flatMap((made) => (made.change === "deal" ? [made.deal] : []));
}

/**
 * Opens the record and brings it in step with the database. `dealsAfter` gives the deals above a number
 * in their order. A last line that was cut off is cut away and written anew. A file that differs anywhere
 * else is damaged, or another account's record: it is renamed, never overwritten, and a new one is written.
 */
export function openDealsLog(
  path: string,
  dealsAfter: (deal: bigint) => Iterable<Deal>,
  nowMs: number,
): { readonly log: DealsLog; readonly repair: Repair } {
  const found = compare(path, dealsAfter);
  const setAside = found.differs ? `${path}.set-aside-${nowMs}` : undefined;
  if (setAside !== undefined) renameSync(path, setAside);
  else if (found.tornBytes > 0) truncateSync(path, found.goodBytes);
  const file = openSync(path, "a", 0o600);
  let appended = 0;
  for (const block of blocks(dealsAfter(found.differs ? 0n : found.lastDeal))) {
    append(file, block);
    appended += block.length;
  }
  return {
    log: { append: (deals) => append(file, deals), close: () => closeSync(file) },
    repair: { appended, tornBytes: found.differs ? 0 : found.tornBytes, setAside },
  };
}

interface Comparison {
  /** Something other than the end is not as the database says. */
  readonly differs: boolean;
  readonly goodBytes: number;
  readonly tornBytes: number;
  /** The deal of the last good line, 0 when there is none. */
  readonly lastDeal: bigint;
}

function compare(path: string, dealsAfter: (deal: bigint) => Iterable<Deal>): Comparison {
  const file = openSync(path, "a+", 0o600);
  try {
    const size = fstatSync(file).size;
    let at = 0;
    let lastDeal = 0n;
    for (const block of blocks(dealsAfter(0n))) {
      const expected = linesOf(block);
      const got = readAt(file, at, Math.min(expected.length, size - at));
      if (!got.equals(expected.subarray(0, got.length))) return differing;
      const good = got.lastIndexOf(NEWLINE) + 1;
      const lines = countLines(got.subarray(0, good));
      lastDeal = BigInt(block[lines - 1]?.deal ?? lastDeal);
      at += good;
      if (got.length < expected.length) break;
    }
    const tornBytes = size - at;
    const isTorn = tornBytes === 0 || endsWithin(file, at, tornBytes, dealsAfter(lastDeal));
    return isTorn ? { differs: false, goodBytes: at, tornBytes, lastDeal } : differing;
  } finally {
    closeSync(file);
  }
}

const differing: Comparison = { differs: true, goodBytes: 0, tornBytes: 0, lastDeal: 0n };

/** True when the rest of the file is the beginning of the next deal's line. */
function endsWithin(file: number, at: number, length: number, next: Iterable<Deal>): boolean {
  for (const deal of next) {
    const line = Buffer.from(dealLine(deal));
    return length < line.length && readAt(file, at, length).equals(line.subarray(0, length));
  }
  return false;
}

function* blocks(deals: Iterable<Deal>): Generator<Deal[], void, undefined> {
  let block: Deal[] = [];
  for (const deal of deals) {
    block.push(deal);
    if (block.length < BLOCK_LINES) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}

function linesOf(deals: readonly Deal[]): Buffer {
  return Buffer.from(deals.map(dealLine).join(""));
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === NEWLINE) lines++;
  return lines;
}

function readAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let got = 0;
  while (got < length) {
    const read = readSync(file, bytes, got, length - got, at + got);
    if (read === 0) break;
    got += read;
  }
  return bytes.subarray(0, got);
}

function append(file: number, deals: readonly Deal[]): void {
  const bytes = linesOf(deals);
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}
