import { describe, expect, it } from "vitest";
import * as z from "zod";
import { checksum } from "../../../src/domain/access/checksum.ts";
import { makeReadyAccount } from "../support/agent.ts";
import { api, buy, create, makeAccount, makeStrategy, ORIGIN, post, problemOf } from "../support/gateway.ts";

describe("strategies", () => {
  it("are made with defaults and a secret that no other answer ever shows", async () => {
    const made = await create("/api/strategies", { name: " Trend " });
    expect(made).toMatchObject({
      name: "Trend",
      hook: `${ORIGIN}/hook/${made.id}`,
      halted: false,
      undelivered: { rows: 0, parked: 0 },
      settings: {
        dialect: "detect",
        tradingview: false,
        allowedAddresses: [],
        windowMs: 30_000,
        entryMaxAgeMs: 30_000,
        exitMaxAgeMs: 300_000,
        alertsPerMinute: null,
        routes: [],
      },
    });
    const secret = String(made["secret"]);
    expect(secret).toMatch(/^sp_hook_[0-9A-Za-z]{38}$/);
    expect(secret.endsWith(checksum(secret.slice(0, -6)))).toBe(true);
    for (const path of ["/api/strategies", `/api/strategies/${made.id}`, "/api/alerts"]) {
      const response = await api(path);
      expect(response.status).toBe(200);
      expect(await response.text()).not.toContain(secret);
    }
    const changed = await api(`/api/strategies/${made.id}`, { method: "PATCH", body: { name: "Other" } });
    expect(await changed.text()).not.toContain(secret);
  });

  it("keep what a change leaves out", async () => {
    const { id } = await makeStrategy({ windowMs: 45_000, tradingview: true });
    const change = (body: unknown) => api(`/api/strategies/${id}`, { method: "PATCH", body });
    const changed = await change({ settings: { alertsPerMinute: 7 } });
    expect(await changed.json()).toMatchObject({
      name: "Test",
      settings: { windowMs: 45_000, tradingview: true, alertsPerMinute: 7 },
    });
    const renamed = await change({ name: "New", halted: true });
    expect(await renamed.json()).toMatchObject({
      name: "New",
      halted: true,
      settings: { alertsPerMinute: 7 },
    });
    expect(await (await api(`/api/strategies/${id}`)).json()).toMatchObject({ name: "New", halted: true });
    const list = await (await api("/api/strategies")).json<{ items: { id: string; name: string }[] }>();
    expect(list.items.find((item) => item.id === id)?.name).toBe("New");
  });

  it("refuse settings that are misspelled, out of range or against each other", async () => {
    const account = await makeAccount();
    for (const [settings, path] of [
      [{ window: 1 }, "settings"],
      [{ windowMs: 1 }, "settings.windowMs"],
      [{ windowMs: "30000" }, "settings.windowMs"],
      [{ tradingview: true, windowMs: 5_000 }, "settings.windowMs"],
      [{ allowedAddresses: ["example.org"] }, "settings.allowedAddresses.0"],
      [{ dialect: "morse" }, "settings.dialect"],
      [{ dialectSettings: { risk: "lots" } }, "settings.dialectSettings"],
      [{ routes: [{ accountId: account }, { accountId: account }] }, "settings.routes"],
      [{ routes: [{ accountId: account, enable: false }] }, "settings.routes.0"],
      [
        { routes: [{ accountId: account, size: { unit: "lots", value: 0.1 } }] },
        "settings.routes.0.size.value",
      ],
    ] as const) {
      const made = await api("/api/strategies", { method: "POST", body: { name: "x", settings } });
      const { errors, ...problem } = z
        .looseObject({
          code: z.string(),
          errors: z.array(z.object({ path: z.string(), message: z.string() })),
        })
        .parse(await made.json());
      expect({ status: made.status, code: problem.code }).toEqual({ status: 422, code: "invalid_field" });
      expect(errors[0]?.path).toBe(path);
      const { id } = await makeStrategy();
      const changed = await api(`/api/strategies/${id}`, { method: "PATCH", body: { settings } });
      expect(await problemOf(changed)).toMatchObject({ status: 422, code: "invalid_field" });
    }
  });
});

describe("accounts", () => {
  it("are made, listed, changed and read", async () => {
    const made = await create("/api/accounts", { name: "Demo", settings: { maxLots: "2" } });
    expect(made).toMatchObject({
      name: "Demo",
      settings: { minLots: "0.01", maxLots: "2", suffix: "", symbols: {} },
    });
    expect(made).not.toHaveProperty("tenantId");
    const path = `/api/accounts/${made.id}`;
    const symbols = { BTCUSDT: { venueSymbol: "BTCUSD" } };
    const changed = await api(path, { method: "PATCH", body: { name: "Live", settings: { symbols } } });
    expect(await changed.json()).toMatchObject({ name: "Live", settings: { symbols, maxLots: "2" } });
    expect(await (await api(path)).json()).toMatchObject({
      name: "Live",
      settings: { symbols },
      link: { connected: false },
    });
    const list = await (await api("/api/accounts")).json<{ items: { id: string; name: string }[] }>();
    expect(list.items).toContainEqual(expect.objectContaining({ id: made.id, name: "Live" }));
  });

  it("have rules for how orders are carried out; those that a change leaves out stay", async () => {
    const made = await create("/api/accounts", { name: "Demo", settings: { rules: { lots: "round_down" } } });
    const rules = { stops: "refuse", lots: "round_down", external: "leave", deviation: 20 };
    expect(made).toMatchObject({ settings: { rules } });
    const path = `/api/accounts/${made.id}`;
    const change = (settings: unknown) => api(path, { method: "PATCH", body: { settings } });
    expect(await (await change({ rules: { stops: "widen" } })).json()).toMatchObject({
      settings: { rules: { ...rules, stops: "widen" } },
    });
    expect(await (await change({ suffix: ".r" })).json()).toMatchObject({
      settings: { rules: { ...rules, stops: "widen" }, suffix: ".r" },
    });
    for (const wrong of [
      { stop: "widen" },
      { deviation: "7" },
      { deviation: -1 },
      ["widen"],
      "widen",
      null,
    ]) {
      expect(await problemOf(await change({ rules: wrong }))).toMatchObject({ code: "invalid_field" });
    }
  });

  it("refuse a closed schema's unknown fields, also deep within", async () => {
    for (const settings of [
      { maxLot: "1" },
      { symbols: { X: { venueSymbol: "X", pipp: "1" } } },
      { maxLots: 1 },
    ]) {
      const response = await api("/api/accounts", { method: "POST", body: { name: "x", settings } });
      expect(await problemOf(response)).toMatchObject({ status: 422, code: "invalid_field" });
    }
  });

  it("answer with empty lists before anything happened", async () => {
    const id = await makeAccount();
    expect(await (await api(`/api/accounts/${id}/orders`)).json()).toEqual({ items: [], next: null });
    expect(await (await api(`/api/accounts/${id}/positions`)).json()).toEqual({
      ...{ positions: [], pendings: [], atMs: null },
    });
  });

  it("give an order with its history, and page through orders", async () => {
    const { accountId } = await makeReadyAccount();
    const strategy = await makeStrategy({ routes: [{ accountId }] });
    for (const id of ["a", "b", "c"])
      expect((await post(strategy.id, buy(strategy.secret, { id }))).status).toBe(202);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "?limit=2" : `?limit=2&cursor=${cursor}`;
      const page = z
        .object({ items: z.array(z.looseObject({ id: z.string() })), next: z.string().nullable() })
        .parse(await (await api(`/api/accounts/${accountId}/orders${query}`)).json());
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(3);
    const order = await (await api(`/api/accounts/${accountId}/orders/${seen[0]}`)).json();
    expect(order).toMatchObject({ id: seen[0], symbol: "EURUSD" });
    const other = await makeAccount();
    const elsewhere = await api(`/api/accounts/${other}/orders/${seen[0]}`);
    expect(await problemOf(elsewhere)).toMatchObject({ status: 404, code: "unknown_order" });
  });
});
