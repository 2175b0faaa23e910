import { parsePlainJson } from "../../src/domain/json/strict.ts";
import { type FromReader, fromReaderSchema } from "../../src/protocol/feed.ts";
import type { BarsRequest } from "../../src/protocol/market-link.ts";
import type { HubParts } from "./hub.ts";
import { MessageRate } from "./message-rate.ts";
import { type Attachment, close, isOpen } from "./sockets.ts";

/** Of one reader; more often no session needs it. */
const ACTIVE_EVERY_MS = 60_000;
const SNAPSHOT_EVERY_MS = 1_000;
/** `watch` with as many symbols as it may have, each as long as it may be. */
const LONGEST_MESSAGE = 4_096;
/** What a reader says most: it is read without a parser for everything else. */
const ACK = /^\{"type":"ack","frames":(0|[1-9][0-9]{0,14})\}$/;

/** What the hub does for a reader that asks. */
export interface TalkHub {
  /** Resolves when everything about the account is known. */
  known(): Promise<void>;
  /** The person did something: the session is used, if it still lives. */
  check(socket: WebSocket, attachment: Attachment): Promise<void>;
  arm(nowMs: number): void;
}

/** What readers say, and what they are answered. */
export class Talk {
  readonly #parts: HubParts;
  readonly #hub: TalkHub;
  readonly #rate: MessageRate;
  readonly #lastActive = new WeakMap<WebSocket, number>();
  readonly #lastSnapshot = new WeakMap<WebSocket, number>();

  constructor(parts: HubParts, hub: TalkHub) {
    this.#parts = parts;
    this.#hub = hub;
    this.#rate = new MessageRate(parts.limits.messages);
  }

  async message(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const attachment = isOpen(socket) ? this.#parts.sockets.of(socket) : null;
    if (attachment === null || !attachment.greeted) return;
    const nowMs = Date.now();
    if (!this.#rate.allows(attachment.address, nowMs)) {
      close(socket, "tooManyMessages");
      return;
    }
    const frame = readFrame(message);
    if (frame === null) close(socket, "badFrame");
    else await this.#handle(socket, attachment, frame, nowMs);
  }

  async #handle(socket: WebSocket, attachment: Attachment, frame: FromReader, nowMs: number): Promise<void> {
    const { readers, picture, market } = this.#parts;
    const seesOrders = attachment.sees.includes("orders");
    switch (frame.type) {
      case "ack": {
        // First how far the reader is: what it is paid depends on it.
        const isOwed = readers.acknowledged(socket, attachment, frame.frames);
        market.acknowledged(socket, attachment);
        if (!isOwed) return;
        await this.#hub.known();
        readers.catchUp(socket, attachment, picture.snapshot());
        return;
      }
      case "snapshot":
        if (!seesOrders || !due(this.#lastSnapshot, socket, SNAPSHOT_EVERY_MS, nowMs)) return;
        await this.#hub.known();
        readers.send(socket, picture.snapshot());
        return;
      case "active":
        if (due(this.#lastActive, socket, ACTIVE_EVERY_MS, nowMs)) await this.#hub.check(socket, attachment);
        return;
      case "watch":
        market.watch(socket, attachment, frame);
        this.#hub.arm(nowMs);
        return;
      case "bars":
        // Not waited for: the reader's next messages must not wait for the terminal.
        void this.#bars(socket, frame);
        return;
      case "history":
        void market.history(socket, frame.symbol);
    }
  }

  async #bars(socket: WebSocket, request: BarsRequest): Promise<void> {
    const { readers, upstream } = this.#parts;
    const { id, symbol, frame, count } = request;
    const answer = await upstream.bars({ symbol, frame, count });
    if (answer.ok) readers.answer(socket, { type: "bars", id, bars: answer.value });
    else readers.answer(socket, { type: "bars", id, bars: [], refusal: answer.error });
  }
}

/** True when this was done for the socket longer than `everyMs` ago; then it counts as done now. */
function due(last: WeakMap<WebSocket, number>, socket: WebSocket, everyMs: number, nowMs: number): boolean {
  if (nowMs - (last.get(socket) ?? -Infinity) < everyMs) return false;
  last.set(socket, nowMs);
  return true;
}

function readFrame(message: string | ArrayBuffer): FromReader | null {
  if (typeof message !== "string" || message.length > LONGEST_MESSAGE) return null;
  const frames = ACK.exec(message)?.[1];
  if (frames !== undefined) return { type: "ack", frames: Number(frames) };
  const plain = parsePlainJson(message);
  const frame = plain.ok ? fromReaderSchema.safeParse(plain.value) : null;
  return frame?.success === true ? frame.data : null;
}
