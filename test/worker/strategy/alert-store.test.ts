import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/durable-sqlite";
import { expect, it } from "vitest";
import type { Alert } from "../../../durable-objects/strategy/alert.ts";
import {
  type AlertFilter,
  AlertSearch,
  SCANNED_AT_ONCE,
} from "../../../durable-objects/strategy/alert-search.ts";
import { AlertStore } from "../../../durable-objects/strategy/alert-store.ts";
import * as schema from "../../../durable-objects/strategy/schema.ts";
import { alertIdOf, firstSequenceOf } from "../../../durable-objects/strategy/sequence.ts";
import { makeStrategy } from "../support/gateway.ts";

/** A store over the tables of a real object, and the statements that it executes. */
async function withStore(
  test: (parts: { store: AlertStore; search: AlertSearch; sql: SqlStorage; queries: string[] }) => void,
): Promise<void> {
  const { id } = await makeStrategy();
  await runInDurableObject(env.STRATEGY.getByName(id), (_, { storage }) => {
    const queries: string[] = [];
    const sql = new Proxy(storage.sql, {
      get: (target, name) =>
        name === "exec"
          ? (query: string, ...values: unknown[]) => {
              queries.push(query);
              return target.exec(query, ...values);
            }
          : Reflect.get(target, name),
    });
    const watched = new Proxy(storage, {
      get: (target, name) => (name === "sql" ? sql : Reflect.get(target, name)),
    });
    const db = drizzle(watched, { schema });
    test({ store: new AlertStore(db), search: new AlertSearch(db), sql: storage.sql, queries });
  });
}

const everything: AlertFilter = { verdict: null, symbol: null, text: null };

const strategyId = "str_01ARZ3NDEKTSV4RRFFQ69G5FAV";
const random = new Uint8Array(16);

function insert(store: AlertStore, receivedAtMs: number, changes: Partial<Alert> = {}): Alert {
  const sequence = store.nextSequence(receivedAtMs);
  const alert: Alert = {
    id: alertIdOf(strategyId, sequence, random),
    receivedAtMs,
    decidedAtMs: receivedAtMs,
    verdict: "accepted",
    body: "BUY EURUSD 0.1",
    explicitId: null,
    address: null,
    duplicateOf: null,
    hint: null,
    refusal: null,
    signal: null,
    routes: [],
    ...changes,
  };
  store.insert(alert, sequence);
  return alert;
}

it("no question about alerts reads the whole table, however many there are", async () => {
  await withStore(({ store, search, sql, queries }) => {
    const { id } = insert(store, 1_800_000_000_000, { explicitId: "a" });
    queries.length = 0;
    store.byId(id);
    store.byTail(id.slice(-8), 1_800_000_000_000);
    search.page({ limit: 10, before: id, filter: everything });
    search.page({ limit: 10, before: null, filter: { verdict: "accepted", symbol: "e", text: "b" } });
    store.acceptedWithId("a");
    store.acceptedSince(1_800_000_000_000);
    store.acceptedNumbersSince(1_800_000_000_000);
    expect(queries).toHaveLength(9);
    for (const query of queries) {
      const values = new Array(query.split("?").length - 1).fill(1);
      const plan = sql.exec(`EXPLAIN QUERY PLAN ${query}`, ...values).toArray();
      const steps = plan.map(({ detail }) => String(detail));
      expect(steps.filter((step) => !step.startsWith("SEARCH alerts USING"))).toEqual([]);
    }
  });
});

it("alerts of one millisecond, and of a clock that goes back, keep their order and their ids", async () => {
  await withStore(({ store, search }) => {
    const page = (limit: number, before: string | null) =>
      search.page({ limit, before, filter: everything }).items.map(({ id }) => id);
    const times = [5, 5, 5, 4, 6, 1].map((ms) => 1_800_000_000_000 + ms);
    const ids = times.map((atMs) => insert(store, atMs).id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page(10, null)).toEqual(ids.toReversed());
    expect(page(2, ids[3] ?? "")).toEqual([ids[2], ids[1]]);
    expect(ids.map((id) => store.byId(id)?.id)).toEqual(ids);
    expect(store.byId(alertIdOf(strategyId, firstSequenceOf(1_700_000_000_000), random))).toBeNull();
  });
});

it("of two accepted alerts with one id the second cannot be stored; refused ones may share it", async () => {
  await withStore(({ store, search }) => {
    insert(store, 1, { explicitId: "a", verdict: "refused" });
    insert(store, 2, { explicitId: "a" });
    insert(store, 3, { explicitId: "a", verdict: "duplicate" });
    expect(() => insert(store, 4, { explicitId: "a" })).toThrow();
    expect(search.page({ limit: 10, before: null, filter: everything }).items).toHaveLength(3);
  });
});

it("what is looked for is found in any case, in the message, the id, the reason and the symbol, and as it stands", async () => {
  await withStore(({ store, search }) => {
    const signal: Alert["signal"] = { dialect: "text", symbol: "OANDA:EURUSD", legs: [], unavailable: [] };
    const leg = { action: "control", set: "halt" } as const;
    const plain = insert(store, 1, { signal: { ...signal, legs: [leg] } });
    const refused = insert(store, 2, {
      verdict: "refused",
      explicitId: "Breakout-7",
      body: "BUY 100% NOW_",
      refusal: { code: "missing_symbol", message: "The symbol should stand here." },
    });
    const ids = (filter: Partial<AlertFilter>) =>
      search
        .page({ limit: 10, before: null, filter: { ...everything, ...filter } })
        .items.map(({ id }) => id);
    expect(ids({ symbol: "eurusd" })).toEqual([plain.id]);
    expect(ids({ symbol: "GBPUSD" })).toEqual([]);
    for (const text of ["breakout-7", "MISSING_SYMBOL", "should stand", "100% now_", refused.id]) {
      expect(ids({ text })).toEqual([refused.id]);
    }
    // No wildcards: what is typed is what is looked for.
    expect(ids({ text: "B_Y" })).toEqual([]);
    expect(ids({ text: "%" })).toEqual([refused.id]);
    expect(ids({ verdict: "refused" })).toEqual([refused.id]);
    expect(ids({ verdict: "duplicate" })).toEqual([]);
    expect(ids({ verdict: "accepted", text: "buy", symbol: "eur" })).toEqual([plain.id]);
  });
});

it("a search looks at a bounded number of alerts, says how far it came, and goes on from there", async () => {
  await withStore(({ store, search, sql }) => {
    const needle = insert(store, 1, { body: "needle" });
    const columns = "id, received_at_ms, decided_at_ms, verdict, body, routes";
    sql.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${SCANNED_AT_ONCE + 10})
      INSERT INTO alerts (sequence, ${columns})
      SELECT (1800000000000 + i) * 1024, 'alt_01MCC3H800' || printf('%016d', i), 1, 1, 'accepted', 'hay', '[]' FROM n`);
    const filter = { ...everything, text: "needle" };
    const first = search.page({ limit: 10, before: null, filter });
    expect(first.items).toEqual([]);
    expect(first.through).not.toBeNull();
    const all = search.page({ limit: 10, before: null, filter: everything });
    expect(all.items).toHaveLength(10);
    expect(all.through).toBe(all.items.at(-1)?.id);
    expect(needle.id < (first.through ?? "")).toBe(true);
  });
});
