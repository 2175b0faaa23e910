import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import type { BarsRequest, MarketBar } from "../../src/protocol/market-link.ts";
import type { MarketSockets } from "./agent-sockets.ts";
import type { Readers } from "./readers.ts";

/** A terminal answers in milliseconds; what it has not answered for so long is given up. */
const ANSWER_MS = 10_000;
const MOST_WAITING = 100;

interface Waiting {
  readonly socket: WebSocket;
  /** The reader's own number of the request. */
  readonly id: number;
  readonly untilMs: number;
}

/** Questions of readers for bars, on their way to the agent. In memory: their sockets end with it, or ask again. */
export class BarRequests {
  readonly #agent: MarketSockets;
  readonly #readers: Readers;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(agent: MarketSockets, readers: Readers) {
    this.#agent = agent;
    this.#readers = readers;
  }

  ask(socket: WebSocket, request: BarsRequest, nowMs: number): void {
    this.expire(nowMs);
    if (this.#waiting.size >= MOST_WAITING) {
      this.#refuse(socket, request.id, refusal("rate_limited", "Too many questions for bars wait already."));
      return;
    }
    this.#lastId++;
    if (!this.#agent.send({ ...request, id: this.#lastId })) {
      this.#refuse(socket, request.id, refusal("agent_offline", "The agent is not connected."));
      return;
    }
    this.#waiting.set(this.#lastId, { socket, id: request.id, untilMs: nowMs + ANSWER_MS });
  }

  answered(id: number, bars: readonly MarketBar[] | null): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined || !this.#waiting.delete(id)) return;
    if (bars === null) {
      const why = refusal("no_bars", "The terminal gave no bars of this symbol.");
      this.#refuse(waiting.socket, waiting.id, why);
    } else this.#readers.answer(waiting.socket, { type: "bars", id: waiting.id, bars: [...bars] });
  }

  /** Tells those who wait in vain; the moment of the next one, null for none. */
  expire(nowMs: number): number | null {
    let nextMs: number | null = null;
    for (const [id, { socket, id: theirs, untilMs }] of this.#waiting) {
      if (untilMs > nowMs) nextMs = Math.min(nextMs ?? untilMs, untilMs);
      else if (this.#waiting.delete(id)) {
        this.#refuse(socket, theirs, refusal("agent_timeout", "The terminal did not answer."));
      }
    }
    return nextMs;
  }

  #refuse(socket: WebSocket, id: number, why: Refusal): void {
    this.#readers.answer(socket, { type: "bars", id, bars: [], refusal: why });
  }
}
