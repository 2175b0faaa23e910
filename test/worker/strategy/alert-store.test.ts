import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/durable-sqlite";
import { expect, it } from "vitest";
import type { Alert } from "../../../durable-objects/strategy/alert.ts";
import { AlertStore } from "../../../durable-objects/strategy/alert-store.ts";
import * as schema from "../../../durable-objects/strategy/schema.ts";
import { alertIdOf, firstSequenceOf } from "../../../durable-objects/strategy/sequence.ts";
import { makeStrategy } from "../support/gateway.ts";

/** A store over the tables of a real object, and the statements that it executes. */
async function withStore(
  test: (store: AlertStore, sql: SqlStorage, queries: string[]) => void,
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
    test(new AlertStore(drizzle(watched, { schema })), storage.sql, queries);
  });
}

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
  await withStore((store, sql, queries) => {
    const { id } = insert(store, 1_800_000_000_000, { explicitId: "a" });
    queries.length = 0;
    store.byId(id);
    store.byTail(id.slice(-8), 1_800_000_000_000);
    store.page(10, id);
    store.page(10, null);
    store.acceptedWithId("a");
    store.acceptedSince(1_800_000_000_000);
    store.countAcceptedSince(1_800_000_000_000);
    expect(queries).toHaveLength(7);
    for (const query of queries) {
      const values = new Array(query.split("?").length - 1).fill(1);
      const plan = sql.exec(`EXPLAIN QUERY PLAN ${query}`, ...values).toArray();
      const steps = plan.map(({ detail }) => String(detail));
      expect(steps.filter((step) => !step.startsWith("SEARCH alerts USING"))).toEqual([]);
    }
  });
});

it("alerts of one millisecond, and of a clock that goes back, keep their order and their ids", async () => {
  await withStore((store) => {
    const times = [5, 5, 5, 4, 6, 1].map((ms) => 1_800_000_000_000 + ms);
    const ids = times.map((atMs) => insert(store, atMs).id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(store.page(10, null).map(({ id }) => id)).toEqual(ids.toReversed());
    expect(store.page(2, ids[3] ?? "").map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect(ids.map((id) => store.byId(id)?.id)).toEqual(ids);
    expect(store.byId(alertIdOf(strategyId, firstSequenceOf(1_700_000_000_000), random))).toBeNull();
  });
});

it("of two accepted alerts with one id the second cannot be stored; refused ones may share it", async () => {
  await withStore((store) => {
    insert(store, 1, { explicitId: "a", verdict: "refused" });
    insert(store, 2, { explicitId: "a" });
    insert(store, 3, { explicitId: "a", verdict: "duplicate" });
    expect(() => insert(store, 4, { explicitId: "a" })).toThrow();
    expect(store.page(10, null)).toHaveLength(3);
  });
});
