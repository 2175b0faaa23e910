import { describe, expect, it } from "vitest";
import { NOW_MS, orderIdOf, submitOf } from "../testing/fixtures.ts";
import { beginSession as begin, kinds } from "../testing/session.ts";
import { answerOf } from "./query.ts";

describe("a session", () => {
  it("trades nothing before it is in step", () => {
    const { say, prove, desk, state } = begin();
    prove();
    expect(say(submitOf("a"))).toEqual([]);
    expect(state.closed).toBe(true);
    expect(desk.journal.find(orderIdOf("a"), 0)).toBeUndefined();
  });

  it("tells a market order in one write: journaled, deal, position, result, and then the account", () => {
    const { say, link, state } = begin();
    link();
    const writes = state.writes;
    const told = say(submitOf("a"));
    expect(state.writes).toBe(writes + 1);
    expect(kinds(told)).toEqual(["journaled", "deal", "position", "result", "account"]);
    const [journaled, deal, position, result] = told;
    expect(journaled).toMatchObject({ order: orderIdOf("a"), step: 0, at: NOW_MS });
    expect(deal).toMatchObject({ order: orderIdOf("a"), entry: "in", remaining: "0", price: "1.08510" });
    expect(position).toMatchObject({ order: orderIdOf("a"), side: "long", lots: "0.1", sl: "0" });
    expect(result).toMatchObject({ state: "done", retcode: 10009, message: "Request executed" });
    const deals = told.flatMap((message) => (message.type === "deal" ? [message.deal] : []));
    expect(result).toMatchObject({ deal: deals[0] });
  });

  it("keeps the order of what arrives together", () => {
    const { say, link } = begin();
    link();
    const { magic, order } = submitOf("a");
    const query = { type: "query", order, step: 0, magic, from: 0 } as const;
    const told = say(query, submitOf("a"), submitOf("b", { lots: "0" }), query, { type: "ping" });
    expect(kinds(told)).toEqual([
      ...["answer", "journaled", "deal", "position", "result", "journaled", "result", "account"],
      ...["answer", "pong"],
    ]);
    expect(told.at(0)).toMatchObject({ state: "never", retcode: 0, ticket: "0" });
    expect(told.at(-2)).toMatchObject({ state: "done" });
  });

  it("answers a step that it knows with its result alone", () => {
    const { say, link } = begin();
    link();
    const [result] = say(submitOf("a")).filter((message) => message.type === "result");
    expect(say(submitOf("a"))).toEqual([result]);
  });

  it("says expired when the deadline has passed", () => {
    const { say, link } = begin();
    link();
    const told = say(submitOf("a", { deadline: NOW_MS - 1 }));
    expect(told).toMatchObject([{ type: "result", state: "expired", retcode: 0, deal: "0" }]);
  });

  it("tells a position that is closed in part, and then whole", () => {
    const { say, link } = begin();
    link();
    const [position] = say(submitOf("a", { lots: "0.3" })).flatMap((m) =>
      m.type === "position" ? [m.position] : [],
    );
    const close = { position: position ?? "", side: "sell", lots: "0.1" } as const;
    const part = say(submitOf("b", close));
    expect(kinds(part)).toEqual(["journaled", "deal", "position", "result", "account"]);
    expect(part[2]).toMatchObject({ position, lots: "0.2", order: orderIdOf("a") });
    const whole = say(submitOf("c", { ...close, lots: "0.2" }));
    expect(kinds(whole)).toEqual(["journaled", "deal", "position_closed", "result", "account"]);
  });

  it("says of a removed order that it is gone, with the step that placed it", () => {
    const { say, link } = begin();
    link();
    const placed = say(submitOf("a", { step: 2, action: "pending", kind: "limit", price: "1.084" }));
    expect(kinds(placed)).toEqual(["journaled", "pending", "result"]);
    const [ticket] = placed.flatMap((m) => (m.type === "pending" ? [m.ticket] : []));
    const removed = say(submitOf("b", { action: "remove", ticket: ticket ?? "" }));
    expect(kinds(removed)).toEqual(["journaled", "gone", "result"]);
    expect(removed[1]).toMatchObject({ ticket, order: orderIdOf("a"), step: 2, reason: "cancelled" });
    expect(removed[2]).toMatchObject({ order: orderIdOf("b"), state: "done", ticket });
  });

  it("tells what the market did: a triggered order's deal is its step's, a stop's is nobody's", () => {
    const { say, link, tick } = begin();
    link();
    say(submitOf("a", { action: "pending", kind: "limit", price: "1.084", sl: "1.083" }));
    const triggered = tick("1.08380", "1.08390");
    expect(kinds(triggered)).toEqual(["deal", "position", "account"]);
    expect(triggered[0]).toMatchObject({ order: orderIdOf("a"), price: "1.08400", reason: "expert" });
    const stopped = tick("1.08300", "1.08310");
    expect(kinds(stopped)).toEqual(["deal", "position_closed", "account"]);
    expect(stopped[0]).toMatchObject({ order: "", step: 0, reason: "sl", entry: "out", profit: "-10.00" });
  });

  it("sends the quotes of all symbols, unless the agent is behind or not in step", () => {
    const { say, prove, quotes, state } = begin();
    prove();
    expect(quotes()).toEqual([]);
    say({ type: "sync", lastdeal: "0" });
    expect(kinds(quotes())).toEqual(Array(5).fill("tick"));
    state.backedUp = true;
    expect(quotes()).toEqual([]);
  });
});

describe("what the agent asks for beside trading", () => {
  it("is a watch: every tick of the watched symbols, each once, and their book when it changed", () => {
    const { say, link, quotes } = begin();
    link();
    say({ type: "watch", symbols: "EURUSD;NOPE", books: "EURUSD" });
    const ticksOf = (messages: ReturnType<typeof quotes>) =>
      messages.flatMap((message) =>
        message.type === "tick" && message.symbol === "EURUSD" ? [message.at] : [],
      );
    const first = quotes();
    expect(kinds(first)).toContain("book");
    const [one, two] = [ticksOf(first), ticksOf(quotes())];
    expect(new Set([...one, ...two]).size).toBe(one.length + two.length);
    expect(two.length).toBeGreaterThan(0);
    say({ type: "watch", symbols: "", books: "" });
    expect(kinds(quotes())).not.toContain("book");
  });

  it("are bars, answered with the number of the question", () => {
    const { say, link } = begin();
    link();
    const ask = { type: "bars", id: 7, frame: "M5", count: 10 } as const;
    expect(say({ ...ask, symbol: "EURUSD" })).toMatchObject([{ type: "bars", id: 7, symbol: "EURUSD" }]);
    expect(say({ ...ask, symbol: "NOPE" })).toMatchObject([{ type: "bars", id: 7, items: "" }]);
  });

  it("is a panel, which has no place to be shown but the log, once for each change", () => {
    const { say, link, logged } = begin();
    link();
    const panel = { type: "panel", gateway: "up", halted: "", last: "" } as const;
    expect(say(panel, panel, { ...panel, halted: "by hand" })).toEqual([]);
    expect(logged.filter(({ event }) => event === "panel")).toHaveLength(2);
  });

  it("is a step that the journal has lost: the server's records answer for it", () => {
    const { say, link, desk } = begin();
    link();
    const submit = submitOf("a");
    const [result] = say(submit).flatMap((message) => (message.type === "result" ? [message] : []));
    const { order, step, magic } = submit;
    const lost = { ...desk, journal: { ...desk.journal, find: () => undefined } };
    expect(answerOf({ type: "query", order, step, magic, from: 0 }, lost)).toMatchObject({
      ...{ type: "answer", state: "done", ticket: result?.ticket, deal: result?.deal },
    });
    expect(answerOf({ type: "query", order, step: 1, magic, from: 0 }, lost)).toMatchObject({
      state: "never",
    });
  });
});

it("tells account and symbols again when they changed, and the account at least every five seconds", () => {
  const { say, link, quotes } = begin();
  link();
  const all = () => Array.from({ length: 8 }, () => kinds(quotes())).flat();
  expect(all().filter((kind) => kind === "account")).toHaveLength(0);
  say(submitOf("a", { lots: "1" }));
  expect(Array.from({ length: 24 }, () => kinds(quotes())).flat()).toContain("account");
});

describe("a sync", () => {
  it("tells the deals after the cursor, what is open, and the cursor's new place", () => {
    const first = begin();
    first.link();
    for (const name of ["a", "b", "c"]) first.say(submitOf(name));
    first.say(submitOf("d", { action: "pending", kind: "stop", price: "1.09", step: 1 }));
    first.desk.drop();
    const second = begin(first.directory);
    const all = second.link();
    expect(kinds(all)).toEqual([
      ...["deal", "deal", "deal", "position", "position", "position", "pending", "synced"],
    ]);
    expect(all.at(-2)).toMatchObject({ order: orderIdOf("d"), step: 1, side: "buy", kind: "stop" });
    const deals = all.flatMap((message) => (message.type === "deal" ? [message.deal] : []));
    expect(all.at(-1)).toMatchObject({ lastdeal: deals.at(-1) });
    const rest = second.say({ type: "sync", lastdeal: deals[1] ?? "" });
    expect(rest.flatMap((message) => (message.type === "deal" ? [message.deal] : []))).toEqual([deals[2]]);
  });

  it("tells again which orders are gone since the cursor's deal, for a crash may have kept it from being told", () => {
    const { say, link } = begin();
    link();
    const place = { action: "pending", kind: "limit", price: "1.084" } as const;
    const cancel = (name: string) => {
      const [ticket] = say(submitOf(name, place)).flatMap((m) => (m.type === "pending" ? [m.ticket] : []));
      say(submitOf(`cancel ${name}`, { action: "remove", ticket: ticket ?? "" }));
    };
    const deal = (name: string) =>
      say(submitOf(name)).flatMap((m) => (m.type === "deal" ? [m.deal] : []))[0] ?? "";
    const goneAfter = (lastdeal: string) =>
      say({ type: "sync", lastdeal }).flatMap((m) => (m.type === "gone" ? [m.order] : []));
    cancel("a");
    const first = deal("b");
    cancel("c");
    const second = deal("d");
    expect(goneAfter("0")).toEqual([orderIdOf("a"), orderIdOf("c")]);
    expect(goneAfter(first)).toEqual([orderIdOf("c")]);
    expect(goneAfter(second)).toEqual([]);
  });

  it("from beyond the last deal tells none, and logs that the agent knows more than the server", () => {
    const { link, logged } = begin();
    expect(kinds(link("99999999999999999999"))).toEqual(["synced"]);
    expect(logged.map(({ event }) => event)).toContain("sync_ahead");
  });
});

describe("a frame that does not parse", () => {
  it.each([
    ["an order id", { ...submitOf("a"), order: "ord_1" }, "order"],
    ["an exponent as volume", { ...submitOf("a"), lots: "1e3" }, "lots"],
    ["a side", { ...submitOf("a"), side: "hold" }, "side"],
    ["a deadline", { ...submitOf("a"), deadline: "soon" }, "deadline"],
    ["a type", { type: "format_disk" }, "type"],
    ["a cursor", { type: "sync", lastdeal: "-1" }, "lastdeal"],
  ])("for its %s ends the link, names the field, and nothing of it is carried out", (_what, bad, field) => {
    const { say, link, state, logged, desk } = begin();
    link();
    const told = say(submitOf("before"), bad, submitOf("after"));
    expect(told.flatMap((message) => (message.type === "result" ? [message.order] : []))).toEqual([
      orderIdOf("before"),
    ]);
    expect(state.closed).toBe(true);
    expect(logged.at(-1)).toEqual({ event: "frame_invalid", fields: { type: bad.type, field } });
    for (const name of ["a", "after"]) expect(desk.journal.find(orderIdOf(name), 0)).toBeUndefined();
  });
});
