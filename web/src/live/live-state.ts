import type { FeedSight } from "../../../src/protocol/feed.ts";
import type { Board } from "../../../src/protocol/feed-board.ts";
import type { Timers } from "./timers.ts";

/** How an account's live connection stands, as components see it. */
export interface Live {
  readonly status: "connecting" | "live" | "waiting" | "refused";
  /** A sentence for people when it is not live. */
  readonly why: string | null;
  /** While it waits: when it connects again, by the gateway's clock; null when nobody knows. */
  readonly whenMs: number | null;
  readonly sees: readonly FeedSight[];
  /** Null until it is known, and when the role sees no orders. While it waits it is as it was last. */
  readonly board: Board | null;
  /** From the page to the gateway and back, in milliseconds; null until it was measured. */
  readonly roundTripMs: number | null;
}

export const notConnected: Live = {
  ...{ status: "connecting", why: null, whenMs: null, sees: [], board: null, roundTripMs: null },
};

/** What components see of a connection: however often it changes, they are told once a picture. */
export class LiveState {
  readonly #frame: Timers["frame"];
  readonly #viewers = new Set<() => void>();
  #now = notConnected;
  #shown = notConnected;
  #willShow = false;

  constructor(frame: Timers["frame"]) {
    this.#frame = frame;
  }

  /** As it is. */
  get now(): Live {
    return this.#now;
  }

  /** As it is on the screen. */
  get shown(): Live {
    return this.#shown;
  }

  change(change: Partial<Live>): void {
    this.#now = { ...this.#now, ...change };
    if (this.#willShow) return;
    this.#willShow = true;
    this.#frame(() => {
      this.#willShow = false;
      this.#shown = this.#now;
      for (const viewer of this.#viewers) viewer();
    });
  }

  /** Returns how to stop. */
  view(viewer: () => void): () => void {
    this.#viewers.add(viewer);
    return () => this.#viewers.delete(viewer);
  }
}
