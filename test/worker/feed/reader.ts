import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Feed } from "../../../durable-objects/feed/index.ts";
import { FEED_VERSION, type FromFeed, type FromReader, fromFeedSchema } from "../../../src/protocol/feed.ts";
import { type Board, boardHash, boardOf, withChange, withEvent } from "../../../src/protocol/feed-board.ts";
import { until } from "../../support/until.ts";
import { request } from "../support/gateway.ts";
import { freshAddress } from "../support/people.ts";

const WAIT_MS = 20_000;

type FrameOf<Type extends FromFeed["type"]> = Extract<FromFeed, { type: Type }>;

export interface Opening {
  readonly headers?: Record<string, string>;
  readonly address?: string;
  readonly after?: string;
  readonly version?: string;
  /** Does not acknowledge by itself. */
  readonly slow?: boolean;
}

/** Always a new stub: after an abort the one before is broken. */
export function feedStub(accountId: string, shard = 0): DurableObjectStub<Feed> {
  return env.FEED.getByName(`${accountId}/${shard}`);
}

/** The answer to an upgrade. */
export function upgrade(accountId: string, opening: Opening = {}): Promise<Response> {
  const { headers = {}, address = freshAddress(), after, version = String(FEED_VERSION) } = opening;
  const query = new URLSearchParams({ v: version, ...(after === undefined ? {} : { after }) });
  return request(`/accounts/${accountId}/feed?${query}`, {
    headers: { upgrade: "websocket", "cf-connecting-ip": address, ...headers },
  });
}

/** A reader that follows the feed as a page does: it keeps the board and acknowledges what it gets. */
export class TestReader {
  readonly frames: FromFeed[] = [];
  readonly #socket: WebSocket;
  closed: { code: number; reason: string; atMs: number } | null = null;
  board: Board | null = null;
  slow = false;
  #taken = 0;

  constructor(socket: WebSocket, slow = false) {
    this.#socket = socket;
    this.slow = slow;
    socket.addEventListener("message", ({ data }) =>
      this.#take(fromFeedSchema.parse(JSON.parse(String(data)))),
    );
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason, atMs: Date.now() };
    });
    socket.accept();
  }

  static async open(accountId: string, opening: Opening = {}): Promise<TestReader> {
    const response = await upgrade(accountId, opening);
    if (response.webSocket === null) throw new Error(`${response.status} ${await response.text()}`);
    return new TestReader(response.webSocket, opening.slow);
  }

  send(frame: FromReader): void {
    this.#socket.send(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  close(): void {
    this.#socket.close(1000, "bye");
  }

  acknowledge(): void {
    this.send({ type: "ack", frames: this.frames.length });
  }

  /** The next frame of a type; those of other types before it are passed over. */
  async next<Type extends FromFeed["type"]>(type: Type): Promise<FrameOf<Type>> {
    return until(`${type} frame`, WAIT_MS, () => {
      while (this.#taken < this.frames.length) {
        const frame = this.frames[this.#taken++];
        if (frame !== undefined && isFrame(frame, type)) return frame;
      }
      return undefined;
    });
  }

  all<Type extends FromFeed["type"]>(type: Type): FrameOf<Type>[] {
    return this.frames.filter((frame) => isFrame(frame, type));
  }

  /** Every order event so far, as `order/number`. */
  orderSteps(): string[] {
    return this.all("event").flatMap(({ event }) =>
      event.kind === "order" ? [`${event.order.id}/${event.order.events} ${event.step.step}`] : [],
    );
  }

  lastEventId(): string {
    const id = this.frames.flatMap((frame) => {
      if (frame.type === "event") return [frame.id];
      return frame.type === "snapshot" ? [frame.eventId] : [];
    });
    return id.at(-1) ?? "";
  }

  hash(): string {
    if (this.board === null) throw new Error("no snapshot came");
    return boardHash(this.board);
  }

  closedWith(): Promise<{ code: number; reason: string; atMs: number }> {
    return until("close", WAIT_MS, () => this.closed ?? undefined, 2);
  }

  #take(frame: FromFeed): void {
    this.frames.push(frame);
    if (frame.type === "snapshot") this.board = boardOf(frame.board);
    else if (frame.type === "event" && this.board !== null) this.board = withEvent(this.board, frame.event);
    else if (frame.type === "state" && this.board !== null) this.board = withChange(this.board, frame.change);
    if (!this.slow && this.frames.length % 16 === 0) this.acknowledge();
  }
}

function isFrame<Type extends FromFeed["type"]>(frame: FromFeed, type: Type): frame is FrameOf<Type> {
  return frame.type === type;
}

/** Runs the feed's alarm now. */
export function alarm(accountId: string): Promise<boolean> {
  return runDurableObjectAlarm(feedStub(accountId));
}
