import type { FromFeed, FromReader } from "../../../../src/protocol/feed.ts";
import { fromReaderSchema } from "../../../../src/protocol/feed.ts";
import { FeedConnection } from "../connection.ts";
import type { SocketEnds } from "../line.ts";

export const ACCOUNT = "acc_0123456789ABCDEFGHJKMNPQRS";

const PING = '{"type":"ping"}';

interface FakeSocket {
  readonly path: string;
  readonly ends: SocketEnds;
  readonly texts: string[];
  isClosed: boolean;
}

interface Timer {
  readonly atMs: number;
  readonly work: () => void;
}

/** A connection with sockets, a clock and a chance of the test's own. */
export class FakeFeed {
  readonly sockets: FakeSocket[] = [];
  readonly connection: FeedConnection;
  /** What `renewSession` answers; an error is thrown. */
  session: boolean | Error = true;
  personRenewals = 0;
  answersHeartbeats = true;
  random = 0.5;
  #nowMs = 0;
  #timers = new Set<Timer>();

  constructor() {
    this.connection = new FeedConnection(ACCOUNT, {
      timers: {
        nowMs: () => this.#nowMs,
        after: (ms, work) => {
          const timer = { atMs: this.#nowMs + ms, work };
          this.#timers.add(timer);
          return () => this.#timers.delete(timer);
        },
        frame: (work) => void this.#timers.add({ atMs: this.#nowMs, work }),
        random: () => this.random,
      },
      open: (path, ends) => {
        const socket: FakeSocket = { path, ends, texts: [], isClosed: false };
        this.sockets.push(socket);
        return {
          send: (text) => {
            socket.texts.push(text);
            if (text === PING && this.answersHeartbeats) ends.message('{"type":"pong"}');
          },
          close: () => {
            socket.isClosed = true;
          },
        };
      },
      renewSession: async () => {
        if (this.session instanceof Error) throw this.session;
        return this.session;
      },
      renewPerson: async () => {
        this.personRenewals++;
      },
    });
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }

  get live() {
    return this.connection.live.now;
  }

  /** Time passes; what is due happens in its order. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      await settled();
      const due = [...this.#timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.work();
    }
    this.#nowMs = endMs;
  }

  /** Time passes until the next socket is opened; how long that took. */
  async untilNext(): Promise<number> {
    const opened = this.sockets.length;
    let waitedMs = 0;
    for (; this.sockets.length === opened && waitedMs < 120_000; waitedMs += 50) await this.pass(50);
    return waitedMs;
  }

  say(frame: FromFeed | string): void {
    this.socket.ends.message(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  hello(more: Partial<Extract<FromFeed, { type: "hello" }>> = {}): void {
    const gatewayMs = Date.now();
    const sees: ("ticks" | "book" | "orders")[] = ["ticks", "book", "orders"];
    this.say({ type: "hello", v: 1, accountId: ACCOUNT, sees, resumed: false, gatewayMs, ...more });
  }

  /** Connects and is greeted. */
  static async greeted(more?: Parameters<FakeFeed["hello"]>[0]): Promise<FakeFeed> {
    const feed = new FakeFeed();
    feed.connection.connect();
    feed.hello(more);
    await feed.pass(0);
    return feed;
  }

  async close(code: number, reason = ""): Promise<void> {
    this.socket.ends.closed(code, reason);
    await settled();
  }

  /** What the page said on the newest socket, heartbeats not. */
  said(): FromReader[] {
    return this.socket.texts
      .filter((text) => text !== PING)
      .map((text) => fromReaderSchema.parse(JSON.parse(text)));
  }

  pings(): number {
    return this.socket.texts.filter((text) => text === PING).length;
  }
}

/** What was promised has come. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}
