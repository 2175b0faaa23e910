import { describe, expect, it } from "vitest";
import { encodeFrame, FrameReader, type OutMessage } from "../../src/protocol/ea-frame.ts";
import { fromTerminalSchema, type Submit } from "../../src/protocol/ea-link.ts";
import { InstantVenue, MOST_POSITIONS, venueSymbols } from "./venue.ts";

const NOW_MS = 1_800_000_000_000;

function submitOf(number: number, change: Partial<Submit> = {}): Submit {
  return {
    type: "submit",
    order: `ord_${String(number).padStart(26, "0")}`,
    step: 0,
    deadline: NOW_MS + 30_000,
    magic: "4611686018427387904",
    comment: "sallyport",
    action: "deal",
    symbol: "EURUSD",
    side: "buy",
    kind: "market",
    lots: "0.1",
    price: "0",
    sl: "0",
    tp: "0",
    position: "0",
    ticket: "0",
    stoplimit: "0",
    by: "0",
    filling: "fok",
    time: "gtc",
    expires: 0,
    deviation: 0,
    ...change,
  };
}

/** The messages as the agent reads them; throws when one is not of the EA link. */
function read(messages: readonly OutMessage[]) {
  const reader = new FrameReader();
  return messages.flatMap((message) => {
    const records = reader.push(encodeFrame(message));
    if (!records.ok) throw new Error(records.error.message);
    return records.value.map((record) => fromTerminalSchema.parse(record));
  });
}

describe("InstantVenue", () => {
  it("speaks the EA link in everything that it says", () => {
    const venue = new InstantVenue(1000);
    const said = read([
      ...venue.introduction(NOW_MS),
      ...venue.ticks(NOW_MS),
      ...venue.submit(submitOf(1), NOW_MS),
      ...venue.submit(submitOf(2, { action: "remove", ticket: "5" }), NOW_MS),
      venue.query(submitOf(1).order, 0, NOW_MS),
      venue.query(submitOf(9).order, 0, NOW_MS),
    ]);
    expect(said.filter(({ type }) => type === "symbol")).toHaveLength(venueSymbols.length);
  });

  it("answers a market order with its result, its deal and its position", () => {
    const said = read(new InstantVenue(1000).submit(submitOf(1), NOW_MS));
    expect(said).toMatchObject([
      { type: "result", state: "done", ticket: "1001", deal: "1001" },
      { type: "deal", deal: "1001", ticket: "1001", position: "1001", entry: "in", remaining: "0" },
      { type: "position", position: "1001", side: "long", lots: "0.1" },
    ]);
  });

  it("executes a step once, however often it is submitted", () => {
    const venue = new InstantVenue(1000);
    const [result] = venue.submit(submitOf(1), NOW_MS);
    expect(venue.submit(submitOf(1), NOW_MS + 5)).toEqual([result]);
    expect(venue.lastDeal).toBe("1001");
  });

  it("says never of a step that it has not seen, so that the agent can settle it", () => {
    expect(read([new InstantVenue(1).query(submitOf(1).order, 0, NOW_MS)])).toMatchObject([
      { type: "answer", state: "never" },
    ]);
  });

  it("rejects what is no market order instead of pretending", () => {
    const said = read(new InstantVenue(1).submit(submitOf(1, { action: "pending", kind: "limit" }), NOW_MS));
    expect(said).toMatchObject([{ type: "result", state: "rejected", retcode: 10013 }]);
  });

  it("closes the oldest position at its target, so that a long run holds no more than a real account", () => {
    const venue = new InstantVenue(1000);
    const closed: string[] = [];
    let opened = 0;
    for (let number = 0; number < MOST_POSITIONS + 3; number++) {
      for (const message of read(venue.submit(submitOf(number), NOW_MS))) {
        if (message.type === "position") opened += 1;
        if (message.type === "position_closed") closed.push(message.ident);
      }
    }
    expect(opened - closed.length).toBe(MOST_POSITIONS);
    expect(closed[0]).toBe("1001");
  });

  it("never gives two deals the same number", () => {
    const venue = new InstantVenue(0);
    const deals: string[] = [];
    for (let number = 0; number < 2 * MOST_POSITIONS; number++) {
      for (const message of read(venue.submit(submitOf(number), NOW_MS))) {
        if (message.type === "deal") deals.push(message.deal);
      }
    }
    expect(new Set(deals).size).toBe(deals.length);
    expect(deals).toEqual([...deals].sort((a, b) => Number(a) - Number(b)));
  });

  it("tells an agent that connects again every deal it missed, and no other", () => {
    const venue = new InstantVenue(1000);
    for (const number of [1, 2, 3]) venue.submit(submitOf(number), NOW_MS);
    const said = read(venue.sync("1001", NOW_MS));
    expect(said.flatMap((message) => (message.type === "deal" ? [message.deal] : []))).toEqual([
      "1002",
      "1003",
    ]);
    expect(said.filter(({ type }) => type === "position")).toHaveLength(3);
    expect(said.at(-1)).toEqual({ type: "synced", lastdeal: "1003" });
  });
});
