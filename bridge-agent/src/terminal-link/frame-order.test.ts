import { expect, test } from "vitest";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import { FrameOrder } from "./frame-order.ts";

type Said = FromTerminal["type"] | "[sync]";

/** The first complaint about frames in this order; `[sync]` is the agent's own question. */
function complaint(...said: readonly Said[]): string | undefined {
  const order = new FrameOrder();
  for (const each of said) {
    if (each === "[sync]") {
      order.sent("sync");
      continue;
    }
    const wrong = order.next(each);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const greeting: readonly Said[] = ["account", "symbol", "symbol", "ready"];
const synced: readonly Said[] = [...greeting, "[sync]", "deal", "gone", "position", "pending", "synced"];

test("a link as it should be has nothing to complain of, whatever ticks come in between", () => {
  const usual: readonly Said[] = ["journaled", "result", "deal", "position", "position_closed", "answer"];
  expect(complaint("tick", ...synced, ...usual, "account", "symbol", "fault", "pong")).toBeUndefined();
});

test("a transaction that happens while everything is told is in its place", () => {
  expect(complaint(...greeting, "[sync]", "result", "deal", "synced")).toBeUndefined();
});

test.each<[string, readonly Said[]]>([
  ["position before ready", ["account", "position"]],
  ["result before ready", ["account", "symbol", "result"]],
  ["synced before ready", ["synced"]],
  ["ready before its account", ["symbol", "ready"]],
  ["ready twice", [...greeting, "ready"]],
  ["deal before it was asked to sync", [...greeting, "deal"]],
  ["synced before it was asked to sync", [...greeting, "synced"]],
  ["synced twice", [...synced, "synced"]],
  ["a second hello", [...greeting, "hello"]],
])("%s is out of sequence", (wrong, said) => {
  expect(complaint(...said)).toBe(wrong);
});
