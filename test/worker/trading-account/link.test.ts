import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { makeId } from "../../../src/domain/ids.ts";
import { HEARTBEAT_REQUEST, LINK_TOKEN_MAX_LIFE_MS } from "../../../src/protocol/agent-link.ts";
import { until } from "../../support/until.ts";
import { accountStub } from "./account-stub.ts";
import { FakeAgent, makeKey, type TokenFaults } from "./fake-agent.ts";
import { accepted, delivery, makeAccount, must, order, receive } from "./support.ts";

const nowSeconds = Math.floor(Date.now() / 1000);

describe("signing in to the agent link", () => {
  it.each<[string, TokenFaults]>([
    ["of another kind", { typ: "JWT" }],
    ["for another audience", { claims: { aud: "sallyport-agent-market" } }],
    ["for a list of audiences", { claims: { aud: ["sallyport-agent-link"] } }],
    ["for another account", { claims: { sub: makeId("acc", 1, new Uint8Array(16)) } }],
    ["of another agent", { claims: { iss: makeId("agt", 1, new Uint8Array(16)) } }],
    ["that lives too long", { claims: { exp: nowSeconds + LINK_TOKEN_MAX_LIFE_MS / 1000 + 30 } }],
    ["that ends before it begins", { claims: { exp: nowSeconds - 5 } }],
    ["without an id", { claims: { jti: undefined } }],
    ["with a time that is no number", { claims: { iat: String(nowSeconds) } }],
  ])("a token %s is refused, without saying why", async (_name, faults) => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const response = await agent.upgrade(await agent.token(faults));
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "not_signed_in" });
    expect(must(await accountStub(account.id).overview()).link.connected).toBe(false);
  });

  it("a token signed by another key is refused", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const { privateKey } = await makeKey();
    expect((await agent.upgrade(await agent.token({ key: privateKey }))).status).toBe(401);
  });

  it("a clock that is off is named, with the gateway's time, so that the agent can correct it", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    for (const offset of [-600, 600]) {
      const claims = { iat: nowSeconds + offset, exp: nowSeconds + offset + 60 };
      const response = await agent.upgrade(await agent.token({ claims }));
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: "clock_off" });
      const date = Date.parse(response.headers.get("date") ?? "");
      expect(Math.abs(date - Date.now())).toBeLessThan(60_000);
    }
  });

  it("a token opens one link, ever", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const token = await agent.token();
    const first = await agent.upgrade(token);
    expect(first.status).toBe(101);
    first.webSocket?.accept();
    expect((await agent.upgrade(token)).status).toBe(401);
    const both = await agent.token();
    const answers = await Promise.all([agent.upgrade(both), agent.upgrade(both)]);
    for (const { webSocket } of answers) webSocket?.accept();
    expect(answers.map(({ status }) => status).sort()).toEqual([101, 401]);
  });

  it("nobody gets in without a token, to an account that does not exist, or without a WebSocket", async () => {
    const account = await makeAccount();
    const url = "https://gateway.test/agent/link";
    const upgrade = { upgrade: "websocket" };
    expect((await accountStub(account.id).fetch(url, { headers: upgrade })).status).toBe(401);
    expect((await accountStub(account.id).fetch(url)).status).toBe(426);
    const nobody = accountStub(makeId("acc", 2, new Uint8Array(16)));
    expect((await nobody.fetch(url, { headers: upgrade })).status).toBe(404);
  });
});

describe("two links", () => {
  it("the newest wins, and the older is closed with its own code", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const old = await agent.connectReady();
    await receive(account, delivery(account));
    const { orderId } = await old.order();
    const link = await agent.connect();
    expect(await old.closedWith()).toBe(4001);
    expect(link.epoch).toBe(old.epoch + 1);
    await link.becomeReady();
    await link.report(orderId, accepted);
    expect(must(await accountStub(account.id).overview()).link).toMatchObject({
      connected: true,
      epoch: link.epoch,
    });
  });

  it("a frame of an older link that is still on its way counts for nothing", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    await receive(account, delivery(account));
    const { orderId } = await link.order();
    const items = [{ seq: 1, orderId, atMs: Date.now(), event: accepted }];
    const text = JSON.stringify({ type: "reports", items });
    await runInDurableObject(accountStub(account.id), (instance, state) => {
      const { 1: server } = new WebSocketPair();
      state.acceptWebSocket(server);
      server.serializeAttachment({ epoch: link.epoch - 1, agentId: link.agent.agentId });
      instance.webSocketMessage(server, text);
    });
    expect((await order(account, orderId)).state).toBe("sent");
    expect(await link.isQuiet()).toBe(true);
    link.sendText(text);
    expect((await link.next("ack")).seq).toBe(1);
    expect((await order(account, orderId)).state).toBe("accepted");
  });

  it("the end of the older one does not look like the end of the link", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const old = await agent.connectReady();
    const link = await agent.connectReady();
    await old.closedWith();
    expect(await link.isQuiet()).toBe(true);
    expect(must(await accountStub(account.id).overview()).link).toMatchObject({
      connected: true,
      ready: true,
    });
  });
});

describe("frames", () => {
  it.each<[string, string]>([
    ["no JSON", "{"],
    ["no frame", '{"type":"order"}'],
    ["a frame before the hello", '{"type":"ack","seq":0}'],
    ["reports without an event", '{"type":"reports","items":[{"seq":1}]}'],
    ["a heartbeat in another spelling", '{"type": "ping"}'],
    ["a key that is there twice", '{"type":"clock","agentMs":1,"agentMs":2}'],
    ["a number that JavaScript would change", '{"type":"clock","agentMs":9007199254740993}'],
  ])("%s closes the link", async (_name, text) => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connect();
    link.sendText(text);
    expect(await link.closedWith()).toBe(4003);
  });

  it("a second hello and an acknowledgement of what was never sent close the link", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const link = await agent.connectReady();
    link.hello();
    expect(await link.closedWith()).toBe(4003);
    const next = await agent.connectReady();
    next.send({ type: "ack", seq: 7 });
    expect(await next.closedWith()).toBe(4003);
  });

  it("an acknowledgement may travel with reports", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const link = await agent.connectReady();
    await receive(account, delivery(account));
    const { orderId, seq } = await link.order();
    const items = [{ seq: 1, orderId, atMs: Date.now(), event: accepted }];
    link.send({ type: "reports", items, ack: seq });
    expect((await link.next("ack")).seq).toBe(1);
    link.send({ type: "reports", items, ack: seq + 1 });
    expect(await link.closedWith()).toBe(4003);
  });

  it("another version of the link is refused with its own code", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connect();
    link.hello({ v: 2 });
    expect(await link.closedWith()).toBe(4002);
  });

  it("the clock is answered at any time, and unknown fields are ignored", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connect();
    link.sendText('{"type":"clock","agentMs":5,"later":{"version":2}}');
    const { agentMs, gatewayMs } = await link.next("clock");
    expect(agentMs).toBe(5);
    expect(Math.abs(gatewayMs - Date.now())).toBeLessThan(60_000);
  });

  it("heartbeats are answered without the object, and their time is shown", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const response = await agent.upgrade(await agent.token());
    const socket = response.webSocket;
    if (socket === null) throw new Error("no socket");
    const texts: unknown[] = [];
    socket.addEventListener("message", ({ data }) => void texts.push(data));
    socket.accept();
    socket.send(HEARTBEAT_REQUEST);
    await until("pong", 5_000, () => texts.includes('{"type":"pong"}') || undefined, 2);
    const { link } = must(await accountStub(account.id).overview());
    expect(Math.abs((link.lastHeartbeatMs ?? 0) - Date.now())).toBeLessThan(60_000);
  });
});
