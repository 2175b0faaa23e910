import { createServer, type Server } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import { onTestFinished } from "vitest";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { OrderRecord } from "../../../src/domain/order/machine.ts";
import {
  type FromAgent,
  type FromGateway,
  fromAgentSchema,
  fromGatewaySchema,
  HEARTBEAT_REQUEST,
  HEARTBEAT_RESPONSE,
} from "../../../src/protocol/agent-link.ts";
import { type SignedHalt, signHalt } from "../../../src/protocol/signed-halt.ts";
import type { SigningKey } from "../../../src/protocol/signed-order.ts";
import { eventually } from "./eventually.ts";
import { FakeLedger } from "./fake-ledger.ts";
import { FakeMarket } from "./fake-market.ts";
import { type OrderOptions, signedOrder } from "./fake-orders.ts";
import { answerPairing, isSignedIn, type PublicKey } from "./fake-sign-in.ts";
import { ACCOUNT_ID, AGENT_ID } from "./fixtures.ts";

type Frame<Type extends FromAgent["type"]> = Extract<FromAgent, { type: Type }>;

/** A gateway as the agent sees it: pairs, signs, numbers, acknowledges, reconciles, keeps a ledger. */
export class FakeGateway {
  readonly url: string;
  readonly frames: FromAgent[] = [];
  /** Every report once, in the order in which it was first received. */
  readonly reports: Frame<"reports">["items"] = [];
  readonly ledger = new FakeLedger();
  readonly market = new FakeMarket();
  readonly closeCodes: number[] = [];
  readonly tokens: string[] = [];
  code = `${ACCOUNT_ID.slice("acc_".length)}-SECRET`;
  agentKey: PublicKey | undefined;
  /** When false, reports are kept in mind and not acknowledged. */
  acknowledges = true;
  /** Milliseconds that the gateway's clock is ahead of the host's. */
  aheadMs = 0;
  /** When false the agent cannot measure this gateway's clock. */
  answersClock = true;
  ackedSeq = 0;
  reportAckSeq = 0;
  lastSeq = 0;
  epoch = 0;
  pips: Record<string, string> = {};
  /** Asked in every `reconcile`; by default what the agent has acknowledged. */
  reconcileIds: string[] = [];
  socket: WebSocket | undefined;
  readonly #server: Server;
  readonly #key: SigningKey;
  readonly #publicKey: { kid: string; kty: "OKP"; crv: "Ed25519"; x: string };
  readonly #jws = new Map<number, string>();
  #haltJws: string | undefined;
  #open = false;

  private constructor(server: Server, url: string, key: SigningKey, x: string) {
    this.#server = server;
    this.url = url;
    this.#key = key;
    this.#publicKey = { kid: key.kid, kty: "OKP", crv: "Ed25519", x };
  }

  static async start(): Promise<FakeGateway> {
    const { privateKey, publicKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
    const { x } = await exportJWK(publicKey);
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string" || x === undefined) throw new Error("no port");
    const url = `http://127.0.0.1:${address.port}`;
    const gateway = new FakeGateway(server, url, { kid: "g1", key: privateKey }, x);
    gateway.#serve();
    onTestFinished(() => gateway.stop());
    return gateway;
  }

  stop(): void {
    this.socket?.terminate();
    this.market.stop();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get gatewayKeys() {
    return [this.#publicKey];
  }

  /** The newest frame of a type, if there is one. */
  last<Type extends FromAgent["type"]>(type: Type): Frame<Type> | undefined {
    return this.all(type).at(-1);
  }

  all<Type extends FromAgent["type"]>(type: Type): Frame<Type>[] {
    return this.frames.filter((frame): frame is Frame<Type> => frame.type === type);
  }

  /** Waits until agent and terminal are reconciled with this gateway. */
  async ready(): Promise<void> {
    await eventually("a reconciled agent", () => this.#open && this.last("terminal")?.state.ready === true);
  }

  /** Signs an order, numbers it, and sends it if the link is open. Returns its number. */
  async give(orderId: string, options: OrderOptions): Promise<number> {
    return this.giveSigned(orderId, await this.sign(orderId, options));
  }

  giveSigned(orderId: string, jws: string): number {
    this.lastSeq += 1;
    this.#jws.set(this.lastSeq, jws);
    this.ledger.record(orderId, { event: "sent", seq: this.lastSeq });
    if (this.#open) this.send({ type: "order", seq: this.lastSeq, jws });
    return this.lastSeq;
  }

  sign(orderId: string, options: OrderOptions, key: SigningKey = this.#key): Promise<string> {
    return signedOrder(orderId, options, key, Date.now() + this.aheadMs);
  }

  jwsOf(seq: number): string {
    return this.#jws.get(seq) ?? "";
  }

  send(frame: FromGateway): void {
    fromGatewaySchema.parse(frame);
    this.socket?.send(JSON.stringify(frame));
  }

  /** Signs how the gateway's stop stands, sends it if the link is open, and at each link from now on. */
  async halt(version: number, stopped: SignedHalt["stopped"], over: Partial<SignedHalt> = {}): Promise<void> {
    const halt = { v: 1, accountId: ACCOUNT_ID, agentId: AGENT_ID, version, stopped, ...over } as const;
    this.#haltJws = await signHalt(halt, this.#key);
    if (this.#open) this.sendHalt();
  }

  /** Sends the latest halt once more. */
  sendHalt(jws = this.#haltJws): void {
    if (jws !== undefined) this.send({ type: "halt", jws });
  }

  get haltJws(): string | undefined {
    return this.#haltJws;
  }

  /** Cuts the link without a word. */
  cut(): void {
    this.socket?.terminate();
  }

  /** The names of the events that were reported of an order. */
  eventsOf(orderId: string): string[] {
    return this.reports.filter((report) => report.orderId === orderId).map(({ event }) => event.event);
  }

  order(orderId: string): OrderRecord | undefined {
    return this.ledger.orders.get(orderId);
  }

  get faults(): readonly string[] {
    return this.ledger.faults;
  }

  /** Waits until the ledger has an order in a state. */
  async reaches(orderId: string, state: OrderRecord["state"]): Promise<OrderRecord> {
    return eventually(`${orderId} to be ${state}; it had ${this.eventsOf(orderId)}`, () => {
      const found = this.order(orderId);
      return found?.state === state ? found : undefined;
    });
  }

  #serve(): void {
    this.#server.on("request", (request, response) => {
      void answerPairing(request, response, this.code, this.gatewayKeys).then((key) => {
        this.agentKey = key ?? this.agentKey;
      });
    });
    const sockets = new WebSocketServer({ noServer: true });
    this.#server.on("upgrade", (request, socket, head) => {
      if (request.url?.startsWith("/agent/market?") === true) {
        this.market.upgrade(request, socket, head);
        return;
      }
      const token = request.headers.authorization?.slice("Bearer ".length) ?? "";
      const used = this.tokens.includes(token);
      this.tokens.push(token);
      void isSignedIn(token, this.agentKey).then((ok) => {
        if (ok && !used) sockets.handleUpgrade(request, socket, head, (accepted) => this.#accept(accepted));
        else socket.end("HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
      });
    });
  }

  #accept(socket: WebSocket): void {
    const old = this.socket;
    this.socket = socket;
    this.#open = false;
    this.epoch += 1;
    old?.close(4001, "replaced");
    socket.on("message", (data) => {
      if (this.socket === socket) this.#message(data);
    });
    socket.on("close", (code) => {
      this.closeCodes.push(code);
      if (this.socket === socket) this.#open = false;
    });
    this.send({
      type: "welcome",
      v: 1,
      epoch: this.epoch,
      accountId: ACCOUNT_ID,
      agentId: AGENT_ID,
      ackedSeq: this.ackedSeq,
      reportAckSeq: this.reportAckSeq,
      gatewayMs: Date.now() + this.aheadMs,
    });
  }

  #message(data: RawData): void {
    const text = data.toString();
    if (text === HEARTBEAT_REQUEST) {
      this.socket?.send(HEARTBEAT_RESPONSE);
      return;
    }
    const frame = fromAgentSchema.parse(JSON.parse(text));
    this.frames.push(frame);
    switch (frame.type) {
      case "hello":
        this.ackedSeq = Math.max(this.ackedSeq, frame.handledSeq);
        this.lastSeq = Math.max(this.lastSeq, frame.handledSeq);
        this.reportAckSeq = Math.max(this.reportAckSeq, frame.ackedReportSeq ?? 0);
        this.sendHalt();
        this.reconcile();
        break;
      case "ack":
        this.ackedSeq = Math.max(this.ackedSeq, frame.seq);
        break;
      case "clock":
        if (this.answersClock)
          this.send({ type: "clock", agentMs: frame.agentMs, gatewayMs: Date.now() + this.aheadMs });
        break;
      case "reports":
        this.ackedSeq = Math.max(this.ackedSeq, frame.ack ?? 0);
        this.#reports(frame.items);
        break;
      case "reconciled":
        this.#open = true;
        for (let seq = this.ackedSeq + 1; seq <= this.lastSeq; seq++) {
          this.send({ type: "order", seq, jws: this.jwsOf(seq) });
        }
        break;
      case "terminal":
        break;
    }
  }

  reconcile(): void {
    this.send({ type: "reconcile", reconcileId: this.epoch, orderIds: this.reconcileIds, pips: this.pips });
  }

  #reports(items: Frame<"reports">["items"]): void {
    for (const report of items) {
      if (report.seq <= this.reportAckSeq || this.reports.some(({ seq }) => seq === report.seq)) continue;
      const expected = (this.reports.at(-1)?.seq ?? this.reportAckSeq) + 1;
      if (report.seq !== expected) this.ledger.faults.push(`report ${report.seq} instead of ${expected}`);
      this.reports.push(report);
      this.ledger.record(report.orderId, report.event);
    }
    if (!this.acknowledges) return;
    this.reportAckSeq = Math.max(this.reportAckSeq, items.at(-1)?.seq ?? 0);
    this.send({ type: "ack", seq: this.reportAckSeq });
  }
}
