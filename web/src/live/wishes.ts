import { MOST_WATCHED, MOST_WATCHED_BOOKS } from "../../../src/protocol/feed.ts";

export interface Wish {
  readonly symbols: readonly string[];
  readonly books: readonly string[];
}

/** What the mounted parts of a page want to see of the market, together. */
export class Wishes {
  readonly #wishes = new Set<Wish>();

  /** Returns how to take it back. */
  add(wish: Wish): () => void {
    this.#wishes.add(wish);
    return () => this.#wishes.delete(wish);
  }

  /** All of it, as far as a reader may watch so much: what was wished for last goes first. */
  union(): Wish {
    const newest = [...this.#wishes].reverse();
    const symbols = new Set(newest.flatMap((wish) => wish.symbols));
    const books = new Set(newest.flatMap((wish) => wish.books));
    return {
      symbols: [...symbols].slice(0, MOST_WATCHED).sort(),
      books: [...books].slice(0, MOST_WATCHED_BOOKS).sort(),
    };
  }
}
