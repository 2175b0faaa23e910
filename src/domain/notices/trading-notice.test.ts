import { describe, expect, test } from "vitest";
import { noticeSchema } from "./notice.ts";
import {
  newPolicyStops,
  noticeOfAway,
  noticeOfPolicyStop,
  noticeOfUnknown,
  type UnknownOrder,
} from "./trading-notice.ts";

const account = { id: `acc_${"0".repeat(26)}`, name: "x".repeat(80) };
const unknown = (n: number, reason: string | null = "Nobody knows."): UnknownOrder => ({
  id: `ord_${String(n).padStart(26, "0")}`,
  ...{ symbol: "EURUSD", reason },
});

describe("every notice is one that a tenant takes, however long the words of an agent are", () => {
  test("unknown orders", () => {
    const many = Array.from({ length: 500 }, (_, n) => unknown(n, "long ".repeat(500)));
    const notice = noticeOfUnknown(account, [unknown(0), ...many], 7);
    expect(noticeSchema.parse(notice)).toMatchObject({ kind: "trading", severity: "critical", atMs: 7 });
  });

  test("an agent that is away", () => {
    const held = { positions: 3, pendings: 1, orders: 0 };
    const notice = noticeSchema.parse(noticeOfAway(account, 12, 0, held, 240_000));
    expect(notice.text).toContain("4 minutes ago");
    expect(notice.text).toContain("3 positions and 1 pending orders");
  });

  test("a stop of the trading host", () => {
    const stop = { code: "policy_equity_floor", message: "y".repeat(10_000) };
    expect(noticeSchema.parse(noticeOfPolicyStop(account, stop, 1_795_263_844_311)).severity).toBe(
      "critical",
    );
    const halt = { code: "policy_halted", message: "Trading is halted." };
    expect(noticeSchema.parse(noticeOfPolicyStop(account, halt, 7)).severity).toBe("warning");
  });
});

test("what became unknown together is told together, by name as far as that can be read", () => {
  const [first, ...more] = [0, 1, 2].map((n) => unknown(n));
  if (first === undefined) throw new Error("three");
  const notice = noticeOfUnknown(account, [first, ...more], 7);
  expect(notice.title).toContain("3 orders");
  expect(notice.id).toBe(`unknown-${first.id}`);
  for (const { id } of [first, ...more]) expect(notice.text).toContain(id);
});

test("only what came anew is told, and nothing that ends by itself or has a notice of its own", () => {
  const [halted, loss] = [
    { code: "policy_halted", message: "" },
    { code: "policy_daily_loss", message: "" },
  ];
  expect(newPolicyStops([], [halted, loss])).toEqual([halted, loss]);
  expect(newPolicyStops([halted], [halted, loss])).toEqual([loss]);
  expect(newPolicyStops([halted, loss], [])).toEqual([]);
  for (const code of ["trading_stopped", "policy_money_unknown", "policy_gateway_away"]) {
    expect(newPolicyStops([], [{ code, message: "" }])).toEqual([]);
  }
});
