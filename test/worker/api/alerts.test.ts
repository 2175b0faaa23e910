import { describe, expect, it } from "vitest";
import { alertsOf, api, buy, makeStrategy, post, problemOf } from "../support/gateway.ts";

describe("GET /api/alerts", () => {
  it("merges the strategies' alerts, newest first, in pages that neither lose nor repeat one", async () => {
    const strategies = [await makeStrategy(), await makeStrategy(), await makeStrategy()];
    const sent: string[] = [];
    for (let i = 0; i < 12; i++) {
      const strategy = strategies[i % strategies.length];
      if (strategy === undefined) throw new Error("there are three strategies");
      const { alertId } = await problemOf(await post(strategy.id, buy(strategy.secret, { id: `n${i}` })));
      sent.push(alertId ?? "");
    }
    const lists = await Promise.all(strategies.map(({ id }) => alertsOf(id)));
    expect(lists.map((list) => list.length)).toEqual([4, 4, 4]);
    const pages: string[][] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "" : `&cursor=${cursor}`;
      const page: { items: { id: string }[]; next: string | null } = await (
        await api(`/api/alerts?limit=5${query}`)
      ).json();
      pages.push(page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== null);
    // The tests of this file send no other alerts.
    expect(pages.map((page) => page.length)).toEqual([5, 5, 2]);
    expect(pages.flat()).toEqual(sent.toReversed());
  });

  it("shows what the filters let through, and nothing of another strategy", async () => {
    const [one, other] = [await makeStrategy(), await makeStrategy()];
    await post(one.id, buy(one.secret, { id: "f1", lots: "0" }));
    await post(one.id, buy(one.secret, { id: "f2", symbol: "XAUUSD" }));
    await post(other.id, buy(other.secret, { id: "f3", lots: "nothing" }));
    const found = async (query: string): Promise<string[]> => {
      const page: { items: { explicitId: string | null; body: string }[]; next: string | null } = await (
        await api(`/api/alerts?${query}`)
      ).json();
      expect(page.next).toBeNull();
      return page.items.map(({ body }) => /"id":"(f.)"/.exec(body)?.[1] ?? "?");
    };
    expect(await found(`strategy=${one.id}`)).toEqual(["f2", "f1"]);
    expect(await found(`strategy=${one.id}&text=not_positive`)).toEqual(["f1"]);
    expect(await found(`strategy=${one.id}&symbol=xau`)).toEqual(["f2"]);
    expect(await found("verdict=refused&text=%22f3%22")).toEqual(["f3"]);
    expect(await found(`strategy=${other.id}&verdict=accepted`)).toEqual([]);
    expect(await found(`strategy=${one.id}&outcome=filled`)).toEqual([]);
    expect(await found("strategy=str_01ARZ3NDEKTSV4RRFFQ69G5FAV")).toEqual([]);
  });

  it("refuses parameters that are unknown, out of range or given twice", async () => {
    for (const query of [
      "limit=0",
      "limit=201",
      "limit=1e2",
      "limit=5&limit=6",
      "cursor=x",
      "before=x",
      "limit=",
      "verdict=fine",
      "outcome=good",
      "strategy=x",
      "symbol=",
      `text=${"x".repeat(201)}`,
    ]) {
      expect(await problemOf(await api(`/api/alerts?${query}`))).toMatchObject({
        status: 422,
        code: "invalid_query",
      });
    }
  });

  it("answers 404 for an alert that is not there", async () => {
    const { id } = await makeStrategy();
    for (const alertId of ["x", `alt_0123456789${id.slice(-6)}0123456789`]) {
      expect(await problemOf(await api(`/api/alerts/${alertId}`))).toMatchObject({
        status: 404,
        code: "unknown_alert",
      });
    }
  });
});
