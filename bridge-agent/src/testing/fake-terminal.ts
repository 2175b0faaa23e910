import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import {
  encodeFrame,
  FrameReader,
  type OutMessage,
  proofMatches,
  proofOf,
} from "../../../src/protocol/ea-frame.ts";
import {
  EA_LINK_VERSION,
  type Submit,
  type ToTerminal,
  toTerminalSchema,
} from "../../../src/protocol/ea-link.ts";
import { eventually } from "./eventually.ts";
import { accountFrame, symbolFrame } from "./link-frames.ts";

/** What a terminal's journal says of a step, as it goes into an `answer`. */
export interface Known {
  readonly state: "sent" | "done" | "rejected" | "expired" | "absent";
  readonly retcode?: number;
  readonly ticket?: string;
  readonly deal?: string;
}

/**
 * A terminal that does what the test says and nothing by itself: it proves itself, tells what it was given
 * to tell, answers queries from `known`, and keeps every message of the agent.
 */
export class FakeTerminal {
  readonly received: ToTerminal[] = [];
  readonly known = new Map<string, Known>();
  /** Told between the answer to `sync` and `synced`. */
  readonly story: OutMessage[] = [];
  login = "1001";
  version = EA_LINK_VERSION;
  /** The id of its journal; none when empty. */
  journal = "";
  lastDeal = "0";
  /** When false the answers to queries are left to the test. */
  answersQueries = true;
  closed = false;
  readonly #nonce = randomBytes(32).toString("hex");
  #socket: Socket | undefined;

  /** Connects and shakes hands; everything else happens as the agent asks for it. */
  connect(port: number, token: string): this {
    const socket = connect({ host: "127.0.0.1", port });
    this.#socket = socket;
    onTestFinished(() => this.close());
    const reader = new FrameReader();
    let agentNonce = "";
    socket.on("data", (chunk: Uint8Array) => {
      const records = reader.push(chunk);
      if (!records.ok) throw new Error(records.error.code);
      for (const record of records.value) {
        const message = toTerminalSchema.parse(record);
        this.received.push(message);
        if (message.type === "challenge") {
          agentNonce = message.nonce;
          const proof = proofOf(token, "ea", agentNonce, this.#nonce);
          this.say({
            ...{ type: "hello", version: this.version, nonce: this.#nonce, proof, program: "fake 1" },
            ...(this.journal === "" ? {} : { journal: this.journal }),
          });
        } else if (message.type === "welcome") {
          if (!proofMatches(message.proof, proofOf(token, "agent", this.#nonce, agentNonce)))
            throw new Error("proof");
          this.#greet();
        } else this.#answer(message);
      }
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.closed = true;
    });
    return this;
  }

  say(...messages: readonly OutMessage[]): void {
    this.#socket?.write(Buffer.concat(messages.map(encodeFrame)));
  }

  sayBytes(bytes: Uint8Array): void {
    this.#socket?.write(bytes);
  }

  close(): void {
    this.#socket?.destroy();
  }

  get submits(): Submit[] {
    return this.received.filter((message): message is Submit => message.type === "submit");
  }

  /** The nth `submit` of an order's step, once it came. */
  async submit(orderId: string, step = 0, nth = 1): Promise<Submit> {
    return eventually(`submit ${nth} of ${orderId}/${step}`, () =>
      this.submits.filter((message) => message.order === orderId && message.step === step).at(nth - 1),
    );
  }

  result(orderId: string, { state, retcode = 10009, ticket = "0", deal = "0" }: Known, step = 0): OutMessage {
    return {
      type: "result",
      order: orderId,
      step,
      state,
      retcode,
      message: "",
      ticket,
      deal,
      at: Date.now(),
    };
  }

  deal(orderId: string, changes: Partial<Record<string, string | number>> = {}): OutMessage {
    return {
      type: "deal",
      deal: "501",
      ticket: "401",
      position: "401",
      order: orderId,
      step: 0,
      symbol: "EURUSD",
      side: "buy",
      entry: "in",
      lots: "0.10",
      price: "1.08510",
      magic: "0",
      profit: "0.00",
      commission: "0",
      swap: "0",
      remaining: "0",
      reason: "expert",
      at: Date.now(),
      ...withoutUndefined(changes),
    };
  }

  #greet(): void {
    this.say(accountFrame({ login: this.login }), symbolFrame(), { type: "ready" });
  }

  #answer(message: ToTerminal): void {
    if (message.type === "ping") this.say({ type: "pong" });
    if (message.type === "sync") this.say(...this.story, { type: "synced", lastdeal: this.lastDeal });
    if (message.type === "query" && this.answersQueries) this.answer(message.order, message.step);
  }

  answer(orderId: string, step: number): void {
    const known = this.known.get(`${orderId}/${step}`);
    const { state, retcode = 0, ticket = "0", deal = "0" } = known ?? { state: "never" };
    this.say({
      type: "answer",
      order: orderId,
      step,
      state,
      retcode,
      message: "",
      ticket,
      deal,
      at: Date.now(),
    });
  }
}

function withoutUndefined(fields: Partial<Record<string, string | number>>): Record<string, string | number> {
  const kept: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) kept[key] = value;
  return kept;
}
