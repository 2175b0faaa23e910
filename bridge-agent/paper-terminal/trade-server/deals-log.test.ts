import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NOW_MS, orderIdOf, temporaryDirectory } from "../testing/fixtures.ts";
import { dealLine, openDealsLog } from "./deals-log.ts";
import type { Deal } from "./types.ts";

function dealOf(number: number): Deal {
  return {
    deal: String(number),
    ticket: String(1000 + number),
    position: String(1000 + number),
    symbol: "EURUSD",
    side: "buy",
    entry: "in",
    lots: "0.1",
    price: "1.08510",
    profit: "0.00",
    commission: "-0.35",
    swap: "0.00",
    sl: "0",
    tp: "0",
    remaining: "0",
    reason: "expert",
    magic: "123456789012345678",
    comment: "é",
    reference: { orderId: orderIdOf(number), step: 3 },
    atMs: NOW_MS + number,
  };
}

function begin(count: number) {
  const deals = Array.from({ length: count }, (_, index) => dealOf(index + 1));
  const path = join(temporaryDirectory(), "deals.jsonl");
  const after = (deal: bigint) => deals.filter((made) => BigInt(made.deal) > deal);
  const open = () => {
    const { log, repair } = openDealsLog(path, after, NOW_MS);
    log.close();
    return repair;
  };
  return { path, deals, open, whole: deals.map(dealLine).join("") };
}

const nothing = { appended: 0, tornBytes: 0, setAside: undefined };

describe("the deals log", { timeout: 30_000 }, () => {
  it("holds one JSON object for each deal, with the order that it was for", () => {
    const line: unknown = JSON.parse(dealLine(dealOf(1)));
    expect(line).toMatchObject({
      deal: "1",
      orderId: orderIdOf(1),
      step: 3,
      at: NOW_MS + 1,
      price: "1.08510",
    });
    expect(JSON.parse(dealLine({ ...dealOf(1), reference: null }))).toMatchObject({
      orderId: null,
      step: null,
    });
  });

  it("gets the deals that it missed, and is left alone when it missed none", () => {
    const { path, open, whole } = begin(2_500);
    expect(open()).toEqual({ ...nothing, appended: 2_500 });
    expect(readFileSync(path, "utf8")).toBe(whole);
    expect(open()).toEqual(nothing);
    expect(readFileSync(path, "utf8")).toBe(whole);
  });

  it("is the same again wherever it was cut off, also within a character", () => {
    const { path, open, whole } = begin(3);
    const bytes = Buffer.from(whole);
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      const repair = open();
      expect(repair.setAside).toBeUndefined();
      expect(repair.appended).toBe(3 - (bytes.subarray(0, length).toString().split("\n").length - 1));
      expect(readFileSync(path, "utf8")).toBe(whole);
    }
  });

  it("is appended to, never rewritten, while the process runs", () => {
    const { path, deals, whole } = begin(3);
    const { log } = openDealsLog(path, () => [], NOW_MS);
    log.append(deals.slice(0, 2));
    log.append([]);
    log.append(deals.slice(2));
    log.close();
    expect(readFileSync(path, "utf8")).toBe(whole);
  });

  it.each([
    [
      "a line that differs",
      (path: string) => writeFileSync(path, readFileSync(path, "utf8").replace("buy", "sell")),
    ],
    ["a deal that the database does not have", (path: string) => appendFileSync(path, dealLine(dealOf(9)))],
    ["half a line of something else", (path: string) => appendFileSync(path, "{")],
    [
      "zeros, as a lost write leaves them",
      (path: string) => {
        truncateSync(path, 50);
        appendFileSync(path, Buffer.alloc(40));
      },
    ],
  ])("with %s is set aside, not overwritten, and written anew", (_what, damage) => {
    const { path, open, whole } = begin(3);
    open();
    damage(path);
    const damaged = readFileSync(path);
    const repair = open();
    expect(repair).toMatchObject({ appended: 3, setAside: `${path}.set-aside-${NOW_MS}` });
    expect(readFileSync(repair.setAside ?? "")).toEqual(damaged);
    expect(readFileSync(path, "utf8")).toBe(whole);
    expect(existsSync(path)).toBe(true);
  });
});
