import { expect, test } from "vitest";
import type { Order, Standing } from "../journal/records.ts";
import { request } from "../testing/fixtures.ts";
import { type LocalOrder, LocalOrders } from "./local-orders.ts";

/** Local orders over an executor that only keeps what it is given. */
function desk(journalId = "jrn_1") {
  const taken: Order[] = [];
  const ended = new Map<string, Standing>();
  const local = new LocalOrders({
    journal: { journalId, standing: (orderId) => ended.get(orderId) },
    turns: { run: (work) => work() },
    executor: {
      order: (orderId) => taken.find((one) => one.orderId === orderId && !ended.has(orderId)),
      adopt: (order) => void taken.push(order),
      settle: () => undefined,
      onLocalEnd: () => undefined,
    },
  });
  return { local, taken, ended };
}

const close: LocalOrder = {
  origin: "exit",
  key: "10/0",
  what: { steps: [request({ position: "10" }), request({ position: "11" })] },
  deadlineMs: 5_000,
};

test("the same key is the same order, also when that has ended", () => {
  const { local, taken, ended } = desk();
  const orderId = local.carryOut(close);
  expect(local.carryOut(close)).toBe(orderId);
  expect(local.isOpen(orderId)).toBe(true);
  ended.set(orderId, { standing: "ended", event: "filled", code: null });
  expect(local.carryOut(close)).toBe(orderId);
  expect(local.isOpen(orderId)).toBe(false);
  expect(taken).toHaveLength(1);
});

test("another key, origin or journal is another order", () => {
  const { local } = desk();
  const ids = [
    local.idOf("exit", "a"),
    local.idOf("exit", "b"),
    local.idOf("policy", "a"),
    desk("jrn_2").local.idOf("exit", "a"),
  ];
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^ord_[0-9A-HJKMNP-TV-Z]{26}$/);
});

test("its requests are steps of one phase, and its rules never refuse what only has to be rounded", () => {
  const { local, taken } = desk();
  local.carryOut({ ...close, rules: { external: "manage" } });
  expect(taken[0]).toMatchObject({
    origin: "exit",
    seq: 0,
    after: null,
    instruction: null,
    rules: { stops: "widen", lots: "round_down", external: "manage" },
    steps: [
      { step: 0, phase: 0, passed: false, request: { position: "10" } },
      { step: 1, phase: 0, passed: false, request: { position: "11" } },
    ],
  });
});

test("an instruction is left to be planned when its turn comes", () => {
  const { local, taken } = desk();
  const instruction = { kind: "close", symbol: null, side: "both", amount: { unit: "all" } } as const;
  local.carryOut({ origin: "policy", key: "flatten", what: { instruction }, deadlineMs: 5_000 });
  expect(taken[0]).toMatchObject({ origin: "policy", instruction, steps: [] });
});
