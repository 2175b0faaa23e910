import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { BarsRequest, MarketBar } from "../../src/protocol/market-link.ts";
import type { MarketSockets } from "./agent-sockets.ts";

/** A terminal answers in milliseconds; what it has not answered for so long is given up. */
const ANSWER_MS = 10_000;
const MOST_WAITING = 100;

export type Bars = Result<MarketBar[], Refusal>;

/** Questions for bars, on their way to the agent and back. In memory: whoever asked is gone with it, or asks again. */
export class BarRequests {
  readonly #agent: MarketSockets;
  readonly #waiting = new Map<number, (bars: Bars) => void>();
  #lastId = 0;

  constructor(agent: MarketSockets) {
    this.#agent = agent;
  }

  /** The bars, or why there are none; after 10 s at the latest. */
  async ask(request: Omit<BarsRequest, "type" | "id">): Promise<Bars> {
    if (this.#waiting.size >= MOST_WAITING) {
      return err(refusal("rate_limited", "Too many questions for bars wait already."));
    }
    this.#lastId++;
    const id = this.#lastId;
    const { symbol, frame, count } = request;
    if (!this.#agent.send({ type: "bars", id, symbol, frame, count })) {
      return err(refusal("agent_offline", "The agent is not connected."));
    }
    const answer = new Promise<Bars>((resolve) => void this.#waiting.set(id, resolve));
    const late = scheduler
      .wait(ANSWER_MS)
      .then((): Bars => err(refusal("agent_timeout", "The terminal did not answer.")));
    const bars = await Promise.race([answer, late]);
    this.#waiting.delete(id);
    return bars;
  }

  answered(id: number, bars: readonly MarketBar[] | null): void {
    const why = refusal("no_bars", "The terminal gave no bars of this symbol.");
    this.#waiting.get(id)?.(bars === null ? err(why) : ok([...bars]));
  }
}
