import type { BarFrame } from "../../../src/domain/alert/exits.ts";
import type { FromFeed, FromReader } from "../../../src/protocol/feed.ts";
import type { MarketBar, Tick } from "../../../src/protocol/market-link.ts";
import { ApiError } from "../api/problem.ts";
import type { Timers } from "./timers.ts";

/** The terminal answers within seconds or not at all; the time it takes to connect again is in it. */
const PATIENCE_MS = 15_000;

interface Question {
  readonly frame: FromReader;
  readonly cancel: () => void;
  readonly fail: (error: ApiError) => void;
}
interface BarsQuestion extends Question {
  readonly answer: (bars: readonly MarketBar[]) => void;
}
interface HistoryQuestion extends Question {
  readonly symbol: string;
  readonly answer: (ticks: readonly Tick[]) => void;
}

function refused(code: string, detail: string, hint?: string): ApiError {
  return new ApiError({ status: 409, code, detail, ...(hint === undefined ? {} : { hint }) });
}

/** Questions for bars and ticks that wait for their answers. They only read, so that a new connection asks them again. */
export class Questions {
  readonly #send: (frame: FromReader) => void;
  readonly #after: Timers["after"];
  readonly #bars = new Map<number, BarsQuestion>();
  readonly #histories = new Set<HistoryQuestion>();
  #lastId = 0;

  constructor(send: (frame: FromReader) => void, after: Timers["after"]) {
    this.#send = send;
    this.#after = after;
  }

  bars(symbol: string, frame: BarFrame, count: number): Promise<readonly MarketBar[]> {
    const id = ++this.#lastId;
    const question: FromReader = { type: "bars", id, symbol, frame, count };
    return new Promise((answer, fail) => {
      const cancel = this.#limit(() => this.#bars.delete(id), fail);
      this.#bars.set(id, { frame: question, answer, fail, cancel });
      this.#send(question);
    });
  }

  history(symbol: string): Promise<readonly Tick[]> {
    const frame: FromReader = { type: "history", symbol };
    return new Promise((answer, fail) => {
      const cancel = this.#limit(() => this.#histories.delete(question), fail);
      const question: HistoryQuestion = { frame, symbol, answer, fail, cancel };
      this.#histories.add(question);
      this.#send(frame);
    });
  }

  /** An answer came; one that nobody waits for any more is dropped. */
  answered(answer: Extract<FromFeed, { type: "bars" | "history" }>): void {
    if (answer.type === "bars") this.#barsCame(answer);
    else this.#historyCame(answer.symbol, answer.items);
  }

  /** Asks everything again: the connection is a new one. */
  repeat(): void {
    for (const { frame } of [...this.#bars.values(), ...this.#histories]) this.#send(frame);
  }

  /** There will be no answers. */
  fail(code: string, detail: string): void {
    for (const { cancel, fail } of [...this.#bars.values(), ...this.#histories]) {
      cancel();
      fail(refused(code, detail));
    }
    this.#bars.clear();
    this.#histories.clear();
  }

  #barsCame({ id, bars, refusal }: Extract<FromFeed, { type: "bars" }>): void {
    const question = this.#bars.get(id);
    if (question === undefined) return;
    this.#bars.delete(id);
    question.cancel();
    if (refusal === undefined) question.answer(bars);
    else question.fail(refused(refusal.code, refusal.message, refusal.hint));
  }

  #historyCame(symbol: string, items: readonly Tick[]): void {
    for (const question of this.#histories) {
      if (question.symbol !== symbol) continue;
      this.#histories.delete(question);
      question.cancel();
      question.answer(items);
    }
  }

  #limit(forget: () => void, fail: (error: ApiError) => void): () => void {
    return this.#after(PATIENCE_MS, () => {
      forget();
      fail(refused("no_answer", "The prices did not come in time.", "Try again in a moment."));
    });
  }
}
