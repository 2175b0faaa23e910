import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { TRADINGVIEW_ADDRESSES } from "../../../src/domain/access/address.ts";
import { makeHookSecret } from "../../../src/domain/access/token.ts";
import { makeId } from "../../../src/domain/ids.ts";
import { makeReadyAccount, type TestAgent } from "../support/agent.ts";
import {
  alertsOf,
  api,
  buy,
  makeStrategy,
  post,
  problemOf,
  request,
  storyOf,
  type TestStrategy,
} from "../support/gateway.ts";

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));

let agent: TestAgent;
const routes = () => [{ accountId: agent.accountId }];
beforeAll(async () => {
  agent = await makeReadyAccount();
});

describe("a sender that proves nothing", () => {
  let strategy: TestStrategy;
  beforeAll(async () => {
    strategy = await makeStrategy({ routes: routes() });
  });

  it("gets 401 for a wrong or missing secret, however well-formed, and leaves no line", async () => {
    for (const body of [
      buy(makeHookSecret(randomBytes(32))),
      buy(`${strategy.secret}x`),
      buy(strategy.secret.slice(0, -1)),
      '{"action":"buy","symbol":"EURUSD","lots":"0.1"}',
      "not even a message",
      "",
    ]) {
      const problem = await problemOf(await post(strategy.id, body));
      expect({ status: problem.status, code: problem.code }).toEqual({ status: 401, code: "wrong_secret" });
      expect(problem.alertId).toBeUndefined();
    }
    expect(await alertsOf(strategy.id)).toEqual([]);
    const view = await (await api(`/api/strategies/${strategy.id}`)).json();
    expect(view).toMatchObject({ strangers: { count: 6, lastAtMs: expect.any(Number) } });
  });

  it("is not helped by the secret of another strategy", async () => {
    const other = await makeStrategy({ routes: routes() });
    expect((await post(strategy.id, buy(other.secret))).status).toBe(401);
    expect(await alertsOf(strategy.id)).toEqual([]);
  });

  it("gets 404 for an unknown strategy, and asking makes no object", async () => {
    const stored = async () => (await listDurableObjectIds(env.STRATEGY)).length;
    const before = await stored();
    for (const id of [
      "",
      "x",
      "str_",
      makeId("acc", Date.now(), randomBytes(16)),
      "str_0123456789012345678901234I",
    ]) {
      const response = await post(id, buy(strategy.secret));
      expect(response.status).toBe(404);
    }
    const neverMade = makeId("str", Date.now(), randomBytes(16));
    const problem = await problemOf(await post(neverMade, buy(strategy.secret)));
    expect({ status: problem.status, code: problem.code }).toEqual({ status: 404, code: "unknown_strategy" });
    expect(await stored()).toBeLessThanOrEqual(before + 1);
    // Named once, it exists in memory only: nothing of it was stored.
    const tables = await runInDurableObject(env.STRATEGY.getByName(neverMade), (_, { storage }) =>
      storage.sql
        .exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
        .toArray(),
    );
    expect(tables).toEqual([]);
  });

  it("gets 405 for every method but POST", async () => {
    for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
      const response = await request(`/hook/${strategy.id}`, { method });
      expect(response.headers.get("allow")).toBe("POST");
      expect((await problemOf(response)).code).toBe("method_not_allowed");
      expect(response.status).toBe(405);
    }
  });

  it("gets 413 for a body over 64 KiB, whether its length is announced or not", async () => {
    const large = buy(strategy.secret, { comment: "x".repeat(65_536) });
    const stream = new Response(large).body;
    for (const body of [large, stream]) {
      const problem = await problemOf(await post(strategy.id, body ?? ""));
      expect({ status: problem.status, code: problem.code }).toEqual({ status: 413, code: "body_too_large" });
    }
    expect(await alertsOf(strategy.id)).toEqual([]);
  });

  it("is heard with exactly 64 KiB", async () => {
    const short = buy(strategy.secret);
    const padded = short + " ".repeat(65_536 - short.length);
    expect((await post(strategy.id, padded)).status).toBe(202);
  });
});

describe("a strategy that is marked as TradingView's", () => {
  it("takes alerts from TradingView's four addresses, and lists what comes from elsewhere", async () => {
    const strategy = await makeStrategy({ routes: routes(), tradingview: true });
    for (const [index, address] of TRADINGVIEW_ADDRESSES.entries()) {
      const response = await post(strategy.id, buy(strategy.secret, { id: `alert ${index}` }), { address });
      expect(response.status).toBe(202);
    }
    for (const address of ["203.0.113.7", "::ffff:203.0.113.7", undefined]) {
      const options = address === undefined ? {} : { address };
      const problem = await problemOf(await post(strategy.id, buy(strategy.secret), options));
      expect({ status: problem.status, code: problem.code }).toEqual({
        status: 403,
        code: "address_not_allowed",
      });
    }
    const verdicts = (await alertsOf(strategy.id)).map(({ verdict }) => verdict);
    expect(verdicts).toEqual([...new Array(3).fill("refused"), ...new Array(4).fill("accepted")]);
  });

  it("does not believe X-Forwarded-For", async () => {
    const strategy = await makeStrategy({ routes: routes(), tradingview: true });
    const [address = ""] = TRADINGVIEW_ADDRESSES;
    for (const header of ["x-forwarded-for", "x-real-ip", "forwarded", "true-client-ip"]) {
      const headers = { [header]: header === "forwarded" ? `for=${address}` : address };
      expect((await post(strategy.id, buy(strategy.secret), { headers })).status).toBe(403);
    }
  });

  it("still wants the secret: an address proves TradingView, and not which of its users", async () => {
    const strategy = await makeStrategy({ routes: routes(), tradingview: true });
    const [address = ""] = TRADINGVIEW_ADDRESSES;
    expect((await post(strategy.id, buy("sp_hook_wrong"), { address })).status).toBe(401);
  });
});

it("an owner's own addresses are taken as well, IPv6 by its /64", async () => {
  const strategy = await makeStrategy({
    routes: routes(),
    allowedAddresses: ["2001:db8:7::1", "203.0.113.0/24"],
  });
  const from = async (address: string) =>
    (await post(strategy.id, buy(strategy.secret, { id: address }), { address })).status;
  expect(await from("2001:db8:7::ffff")).toBe(202);
  expect(await from("203.0.113.250")).toBe(202);
  expect(await from("2001:db8:7:1::1")).toBe(403);
  expect(await from("203.0.114.1")).toBe(403);
});

it("a required client certificate that the edge did not verify is refused and listed", async () => {
  const strategy = await makeStrategy({ routes: routes(), requireCertificate: true });
  const problem = await problemOf(await post(strategy.id, buy(strategy.secret)));
  expect({ status: problem.status, code: problem.code }).toEqual({
    status: 403,
    code: "certificate_required",
  });
  expect(await alertsOf(strategy.id)).toHaveLength(1);
});

it("a client certificate counts when the edge verified it and did not find it revoked", async () => {
  const strategy = await makeStrategy({ routes: routes(), requireCertificate: true });
  const send = (id: string, certificate: Record<string, string>) =>
    exports.default.fetch(
      new Request(strategy.hook, {
        method: "POST",
        body: buy(strategy.secret, { id }),
        cf: { tlsClientAuth: { certPresented: "1", certSubjectDN: "CN=Me", ...certificate } },
      }),
    );
  expect((await send("a", { certVerified: "SUCCESS", certRevoked: "0" })).status).toBe(202);
  expect((await send("b", { certVerified: "SUCCESS", certRevoked: "1" })).status).toBe(403);
  expect((await send("c", { certVerified: "FAILED:expired", certRevoked: "0" })).status).toBe(403);
});

describe("a sender that signs", () => {
  const body = (comment: string) => JSON.stringify({ action: "buy", symbol: "EURUSD", lots: "0.1", comment });

  it("by X-Signature needs no secret in the body", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    const sign = (text: string) => createHmac("sha256", strategy.secret).update(text).digest("hex");
    const good = await post(strategy.id, body("a"), { headers: { "x-signature": sign(body("a")) } });
    expect(good.status).toBe(202);
    const forged = await post(strategy.id, body("b"), { headers: { "x-signature": sign(body("a")) } });
    expect(await problemOf(forged)).toMatchObject({ status: 401, code: "wrong_signature" });
    expect(await alertsOf(strategy.id)).toHaveLength(1);
  });

  it("by Standard Webhooks is taken once for each webhook-id, for ever", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    const send = (id: string, text: string, atMs = Date.now()) => {
      const timestamp = String(Math.floor(atMs / 1000));
      const mac = createHmac("sha256", strategy.secret).update(`${id}.${timestamp}.${text}`).digest("base64");
      const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${mac}` };
      return post(strategy.id, text, { headers });
    };
    const first = await send("msg_1", body("a"));
    expect(first.status).toBe(202);
    const again = await send("msg_1", body("a"));
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ verdict: "duplicate" });
    // Another id is another alert, although the body is the same and the window is open.
    expect((await send("msg_2", body("a"))).status).toBe(202);
    expect(await problemOf(await send("msg_2", body("b")))).toMatchObject({
      status: 409,
      code: "id_conflict",
    });
    const old = await problemOf(await send("msg_3", body("a"), Date.now() - 301_000));
    expect(old).toMatchObject({ status: 401, code: "wrong_signature" });
  });

  it("and still writes the secret somewhere into the body finds it nowhere again", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    const text = body(strategy.secret.slice(0, 60));
    const signature = createHmac("sha256", strategy.secret).update(text).digest("hex");
    const response = await post(strategy.id, text, { headers: { "x-signature": signature } });
    const { alertId } = await response.json<{ alertId: string }>();
    expect(JSON.stringify(await storyOf(alertId))).not.toContain(strategy.secret);
  });
});
