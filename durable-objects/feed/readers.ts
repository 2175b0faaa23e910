import {
  afterAck,
  afterSend,
  freshPace,
  hasCaughtUp,
  type Pace,
  takesEvents,
  takesStates,
} from "../../src/domain/feed/pace.ts";
import { FREE_FRAMES, type FromFeed, MOST_FRAMES, TICK_FRAMES } from "../../src/protocol/feed.ts";
import type { EventRing, StoredEvent } from "./event-ring.ts";
import { type Attachment, close, isOpen, type Sockets } from "./sockets.ts";

const LIMITS = { free: FREE_FRAMES, most: MOST_FRAMES };
const PRICE_LIMITS = { free: TICK_FRAMES, most: MOST_FRAMES };

/** A reader that is behind for so long is cut off; it comes back and resumes. */
const SLOW_MS = 60_000;

/** Where one reader stands; in memory, since a feed that sleeps has sent nothing for a while. */
interface Lane {
  pace: Pace;
  /** Events are withheld as well, until the reader has caught up: they must not come out of order. */
  stopped: boolean;
  /** The number of the last event that it was sent, once something was withheld. */
  owedAfter: number | null;
  behindSinceMs: number | null;
}

/**
 * Sends to readers at the pace at which they acknowledge. workerd tells a server nothing of what still waits in a
 * socket, so only the reader can say how far it is.
 */
export class Readers {
  readonly #sockets: Sockets;
  readonly #ring: () => EventRing;
  readonly #lanes = new WeakMap<WebSocket, Lane>();

  constructor(sockets: Sockets, ring: () => EventRing) {
    this.#sockets = sockets;
    this.#ring = ring;
  }

  /** Sends whatever the pace: what a reader cannot do without. */
  send(socket: WebSocket, frame: FromFeed): void {
    this.#sendText(socket, JSON.stringify(frame));
  }

  /** To every reader of orders, none left out. */
  event(stored: StoredEvent): void {
    const text = eventText(this.#ring().idOf(stored.number), stored);
    this.#each((socket, attachment) => {
      const lane = this.#lane(socket, attachment);
      if (lane.stopped) return;
      if (!takesEvents(lane.pace, LIMITS)) {
        lane.stopped = true;
        this.#owe(socket, attachment, lane, stored.number - 1);
        return;
      }
      send(socket, lane, text);
      // Not stored again: what is sent twice after a sleep, the reader knows by its number.
      if (lane.owedAfter !== null) lane.owedAfter = stored.number;
    });
  }

  /** To every reader of orders that keeps up; the others get a snapshot once they do. */
  state(frame: FromFeed): void {
    const text = JSON.stringify(frame);
    this.#each((socket, attachment) => {
      const lane = this.#lane(socket, attachment);
      if (lane.owedAfter !== null) return;
      if (takesStates(lane.pace, LIMITS)) send(socket, lane, text);
      else this.#owe(socket, attachment, lane, this.#ring().last);
    });
  }

  /**
   * Sends what a reader asked for, unless it has not even acknowledged what it got before: whoever only asks would fill
   * our memory.
   */
  answer(socket: WebSocket, frame: FromFeed): void {
    const attachment = this.#sockets.of(socket);
    if (attachment === null) return;
    const lane = this.#lane(socket, attachment);
    if (takesStates(lane.pace, LIMITS)) send(socket, lane, JSON.stringify(frame));
  }

  /** Sends prices to a reader that keeps up; false when it does not. */
  offer(socket: WebSocket, attachment: Attachment, text: string): boolean {
    const lane = this.#lane(socket, attachment);
    if (!takesStates(lane.pace, PRICE_LIMITS)) return false;
    send(socket, lane, text);
    return true;
  }

  /** True when the reader has caught up and is owed something. */
  acknowledged(socket: WebSocket, attachment: Attachment, frames: number): boolean {
    const lane = this.#lane(socket, attachment);
    lane.pace = afterAck(lane.pace, frames);
    return lane.owedAfter !== null && hasCaughtUp(lane.pace, LIMITS);
  }

  /** Sends what was withheld: the events, as far as they are kept, and the state as it is now. */
  catchUp(socket: WebSocket, attachment: Attachment, snapshot: FromFeed): void {
    const lane = this.#lane(socket, attachment);
    if (lane.owedAfter === null) return;
    for (const stored of this.#ring().after(lane.owedAfter) ?? []) {
      this.#sendText(socket, eventText(this.#ring().idOf(stored.number), stored));
    }
    this.#sendText(socket, JSON.stringify(snapshot));
    Object.assign(lane, { stopped: false, owedAfter: null, behindSinceMs: null });
    this.#sockets.change(socket, { ...attachment, owedAfter: null });
  }

  sendEvents(socket: WebSocket, stored: readonly StoredEvent[]): void {
    for (const one of stored) this.#sendText(socket, eventText(this.#ring().idOf(one.number), one));
  }

  /** Cuts off who is behind for too long; the moment of the next look, null for none. */
  cutOffTheSlow(nowMs: number): number | null {
    let nextMs: number | null = null;
    this.#each((socket, attachment) => {
      const lane = this.#lane(socket, attachment);
      if (lane.owedAfter === null) return;
      lane.behindSinceMs ??= nowMs;
      const dueMs = lane.behindSinceMs + SLOW_MS;
      if (dueMs <= nowMs) close(socket, "slowReader");
      else nextMs = Math.min(nextMs ?? dueMs, dueMs);
    });
    return nextMs;
  }

  #owe(socket: WebSocket, attachment: Attachment, lane: Lane, owedAfter: number): void {
    if (lane.owedAfter !== null) return;
    lane.owedAfter = owedAfter;
    lane.behindSinceMs = Date.now();
    this.#sockets.change(socket, { ...attachment, owedAfter });
  }

  #each(work: (socket: WebSocket, attachment: Attachment) => void): void {
    for (const { socket, attachment } of this.#sockets.open()) {
      if (attachment.greeted && attachment.sees.includes("orders")) work(socket, attachment);
    }
  }

  #lane(socket: WebSocket, { owedAfter }: Attachment): Lane {
    const known = this.#lanes.get(socket);
    if (known !== undefined) return known;
    const lane: Lane = { pace: freshPace, stopped: owedAfter !== null, owedAfter, behindSinceMs: null };
    this.#lanes.set(socket, lane);
    return lane;
  }

  #sendText(socket: WebSocket, text: string): void {
    const attachment = isOpen(socket) ? this.#sockets.of(socket) : null;
    if (attachment !== null) send(socket, this.#lane(socket, attachment), text);
  }
}

function send(socket: WebSocket, lane: Lane, text: string): void {
  if (!isOpen(socket)) return;
  socket.send(text);
  lane.pace = afterSend(lane.pace);
}

/** The frame of an event, whose JSON is stored and not made again for every reader. */
function eventText(id: string, { event }: StoredEvent): string {
  return `{"type":"event","id":${JSON.stringify(id)},"event":${event}}`;
}
