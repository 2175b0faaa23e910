import { expect, test } from "vitest";
import type { SignedOrder } from "../../../src/domain/order/instruction.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import { err, type Result } from "../../../src/domain/result.ts";
import { eventually } from "../testing/eventually.ts";
import { OrderInbox } from "./order-inbox.ts";

type Verified = Result<SignedOrder, Refusal>;
const badHalt = err({ code: "bad_signature", message: "" });
const refused: Verified = badHalt;

/** An inbox whose signatures are verified when the test says so. */
function begin(handledSeq = 0) {
  const verifying = new Map<string, (verified: Verified) => void>();
  const batches: (number | "halt")[][] = [];
  const seen = { repeated: 0, gaps: [] as number[] };
  const inbox = new OrderInbox({
    handledSeq,
    verify: (jws) => new Promise((resolve) => void verifying.set(jws, resolve)),
    verifyHalt: (jws) => new Promise((resolve) => void verifying.set(jws, () => resolve(badHalt))),
    halt: () => void batches.push(["halt"]),
    deliver: (orders) => void batches.push(orders.map(({ seq }) => seq)),
    repeated: () => {
      seen.repeated += 1;
    },
    gap: (seq) => void seen.gaps.push(seq),
  });
  const verified = (...names: string[]) => {
    for (const name of names) verifying.get(name)?.(refused);
  };
  return { inbox, batches, seen, verified };
}

test("orders are delivered by number, however their signatures finish", async () => {
  const { inbox, batches, verified } = begin();
  inbox.receive(1, "a");
  inbox.receive(2, "b");
  inbox.receive(3, "c");
  verified("b", "c");
  await new Promise((resolve) => setImmediate(resolve));
  expect(batches).toEqual([]);
  verified("a");
  await eventually("the orders", () => batches.length > 0);
  expect(batches).toEqual([[1, 2, 3]]);
});

test("a number that was handled wants its acknowledgement again and is not delivered", async () => {
  const { inbox, batches, seen, verified } = begin(5);
  inbox.receive(5, "old");
  expect(seen.repeated).toBe(1);
  inbox.receive(6, "new");
  verified("new");
  await eventually("the new order", () => batches.length > 0);
  expect(batches).toEqual([[6]]);
});

test("a repeat of a number that is still being verified is not delivered twice", async () => {
  const { inbox, batches, verified } = begin();
  inbox.receive(1, "a");
  inbox.receive(1, "a again");
  verified("a", "a again");
  await eventually("the order", () => batches.length > 0);
  expect(batches).toEqual([[1]]);
});

test("a gap is noticed before anything behind it", () => {
  const { inbox, seen } = begin(5);
  inbox.receive(7, "x");
  expect(seen.gaps).toEqual([7]);
});

test("nothing of a closed link is delivered", async () => {
  const { inbox, batches, verified } = begin();
  inbox.receive(1, "a");
  verified("a");
  inbox.close();
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(batches).toEqual([]);
});

test("a halt keeps its place among the orders, so that what follows a lifting finds it in force", async () => {
  const { inbox, batches, verified } = begin();
  inbox.receive(1, "a");
  inbox.receiveHalt("h");
  inbox.receive(2, "b");
  verified("b", "a");
  await eventually("the first order", () => batches.length > 0);
  expect(batches).toEqual([[1]]);
  verified("h");
  await eventually("the second order", () => batches.length === 3);
  expect(batches).toEqual([[1], ["halt"], [2]]);
});

test("what stands behind a halt waits until it is in force, and nothing waits for nothing", async () => {
  const { inbox, batches, verified } = begin();
  const done: string[] = [];
  inbox.inTurn(() => void done.push("first"));
  expect(done).toEqual(["first"]);
  inbox.receiveHalt("h");
  inbox.inTurn(() => void done.push(`after ${batches.length}`));
  expect(done).toEqual(["first"]);
  verified("h");
  await eventually("the rest", () => done.length === 2);
  expect(done).toEqual(["first", "after 1"]);
});
