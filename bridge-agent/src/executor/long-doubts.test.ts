import { expect, test } from "vitest";
import { DOUBT_PATIENCE_MS, LongDoubts } from "./long-doubts.ts";

function begin() {
  let now = 1_000;
  const doubts = new LongDoubts(() => now);
  return { doubts, pass: (ms: number) => (now += ms) };
}

test("a doubt is long once a later leg has waited enough, and not before", () => {
  const { doubts, pass } = begin();
  doubts.note("a", true);
  pass(DOUBT_PATIENCE_MS);
  expect(doubts.isLong("a")).toBe(false);
  pass(1);
  expect(doubts.isLong("a")).toBe(true);
});

test("it counts from the first report, and from anew once it was settled", () => {
  const { doubts, pass } = begin();
  doubts.note("a", true);
  pass(DOUBT_PATIENCE_MS);
  doubts.note("a", true);
  pass(1);
  expect(doubts.isLong("a")).toBe(true);
  doubts.note("a", false);
  doubts.note("a", true);
  expect(doubts.isLong("a")).toBe(false);
});

test("what was never in doubt, or is over, holds nobody up", () => {
  const { doubts, pass } = begin();
  doubts.note("a", true);
  doubts.forget("a");
  pass(DOUBT_PATIENCE_MS * 2);
  expect(doubts.isLong("a")).toBe(false);
  expect(doubts.isLong("b")).toBe(false);
});
