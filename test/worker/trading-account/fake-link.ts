import { expect } from "vitest";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { SignedOrder } from "../../../src/domain/order/instruction.ts";
import {
  AGENT_LINK_VERSION,
  type FromAgent,
  type FromGateway,
  fromGatewaySchema,
  type SymbolFacts,
  type TerminalState,
} from "../../../src/protocol/agent-link.ts";
import { until } from "../../support/until.ts";
import { accountStub } from "./account-stub.ts";
import type { FakeAgent } from "./fake-agent.ts";

const WAIT_MS = 20_000;

type FrameOf<Type extends FromGateway["type"]> = Extract<FromGateway, { type: Type }>;
type OrderFrame = FrameOf<"order">;

export const eurusd: SymbolFacts = {
  symbol: "EURUSD",
  digits: 5,
  point: "0.00001",
  minLots: "0.01",
  maxLots: "100",
  lotStep: "0.01",
  contractSize: "100000",
  forex: true,
};
export const usdjpy: SymbolFacts = { ...eurusd, symbol: "USDJPY", digits: 3, point: "0.001" };

/** One connection of a fake agent. */
export class FakeLink {
  readonly agent: FakeAgent;
  readonly #socket: WebSocket;
  readonly #frames: FromGateway[] = [];
  #taken = 0;
  closeCode: number | null = null;
  epoch = 0;

  constructor(agent: FakeAgent, socket: WebSocket) {
    this.agent = agent;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") throw new Error("a binary frame");
      this.#frames.push(fromGatewaySchema.parse(JSON.parse(data)));
    });
    socket.addEventListener("close", ({ code }) => {
      this.closeCode = code;
    });
    socket.accept();
  }

  send(frame: FromAgent): void {
    this.#socket.send(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  close(): void {
    this.#socket.close(1000, "bye");
  }

  /** The next frame, which must be of this type. */
  async next<Type extends FromGateway["type"]>(type: Type): Promise<FrameOf<Type>> {
    const frame = await until(`${type} frame`, WAIT_MS, () => this.#frames[this.#taken], 2);
    this.#taken += 1;
    if (!isFrame(frame, type)) throw new Error(`wanted ${type}, got ${JSON.stringify(frame)}`);
    return frame;
  }

  /** True when no frame is waiting, after the gateway has handled everything sent before. */
  async isQuiet(): Promise<boolean> {
    const agentMs = Math.floor(Math.random() * 1e9);
    this.send({ type: "clock", agentMs });
    const answer = await until("frame", WAIT_MS, () => this.#frames[this.#taken], 2);
    if (answer.type !== "clock") return false;
    expect(answer.agentMs).toBe(agentMs);
    this.#taken += 1;
    return true;
  }

  async closedWith(): Promise<number> {
    return until("close", WAIT_MS, () => this.closeCode ?? undefined, 2);
  }

  hello(over: Partial<Extract<FromAgent, { type: "hello" }>> = {}): void {
    const { journalId, handledSeq, reportSeq, ackedReportSeq } = this.agent;
    this.send({
      type: "hello",
      v: AGENT_LINK_VERSION,
      agentVersion: "1.2.3",
      journalId,
      handledSeq,
      reportSeq,
      ackedReportSeq,
      halt: { version: 0, stopped: null },
      ...over,
    });
  }

  terminal(over: Partial<TerminalState> = {}): void {
    const account = { login: "1", server: "Paper", currency: "USD", balance: "10000", equity: "10000" };
    const state = {
      ready: true,
      symbols: [eurusd, usdjpy],
      positions: [],
      account,
      atMs: Date.now(),
      ...over,
    };
    this.send({ type: "terminal", state });
  }

  /** hello, reconcile, terminal, reconciled. */
  async becomeReady(
    neverSeen: string[] = [],
    over: Partial<Extract<FromAgent, { type: "hello" }>> = {},
  ): Promise<FrameOf<"reconcile">> {
    this.hello(over);
    const reconcile = await this.next("reconcile");
    this.terminal();
    this.send({ type: "reconciled", reconcileId: reconcile.reconcileId, neverSeen });
    await until("a ready link", WAIT_MS, async () => {
      const overview = await accountStub(this.agent.accountId).overview();
      return (overview.ok && overview.value.link.ready) || undefined;
    });
    return reconcile;
  }

  /** The next order frame with its verified order; its number must follow the last one. Not acknowledged. */
  async order(): Promise<SignedOrder & { seq: number }> {
    const frame: OrderFrame = await this.next("order");
    expect(frame.seq).toBe(this.agent.handledSeq + 1);
    this.agent.handledSeq = frame.seq;
    return { ...(await this.agent.verify(frame.jws)), seq: frame.seq };
  }

  ack(): void {
    this.send({ type: "ack", seq: this.agent.handledSeq });
  }

  /** Reports events of an order in one frame, without waiting for the acknowledgement. */
  tell(orderId: string, ...events: OrderEvent[]): void {
    const items = events.map((event) => ({ seq: ++this.agent.reportSeq, orderId, atMs: Date.now(), event }));
    this.send({ type: "reports", items });
  }

  /** Reports events and waits until they are in the ledger. */
  async report(orderId: string, ...events: OrderEvent[]): Promise<void> {
    this.tell(orderId, ...events);
    const { seq } = await this.next("ack");
    expect(seq).toBe(this.agent.reportSeq);
    this.agent.ackedReportSeq = seq;
  }
}

function isFrame<Type extends FromGateway["type"]>(frame: FromGateway, type: Type): frame is FrameOf<Type> {
  return frame.type === type;
}
