import { HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE } from "../../../src/protocol/agent-link.ts";
import { type FromFeed, type FromReader, fromFeedSchema } from "../../../src/protocol/feed.ts";
import { Acknowledging } from "./acknowledging.ts";
import { type AfterClose, afterClose } from "./closing.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { Timers } from "./timers.ts";

export interface FeedSocket {
  readonly send: (text: string) => void;
  readonly close: () => void;
}

export interface SocketEnds {
  readonly message: (text: string) => void;
  readonly closed: (code: number, reason: string) => void;
}

/** Opens a socket at a path with query; calls nobody before it returns. */
export type OpenSocket = (path: string, ends: SocketEnds) => FeedSocket;

/** A socket that does not say hello within so long is given up. */
const HELLO_WITHIN_MS = 10_000;

interface LineEnds {
  /** `hello` is the first. */
  readonly frame: (frame: FromFeed) => void;
  /** A frame that this page does not understand, so that something may be missing. */
  readonly unreadable: () => void;
  readonly roundTrip: (ms: number) => void;
  /** Called once, unless `end` was called before. */
  readonly ended: (next: AfterClose) => void;
}

/** One socket from its opening to its end: says how many frames came, keeps its heart beating, notices when it is dead. */
export class Line {
  readonly #ends: LineEnds;
  readonly #socket: FeedSocket;
  readonly #acknowledging: Acknowledging;
  readonly #heartbeat: Heartbeat;
  readonly #cancelHello: () => void;
  #greeted = false;
  #over = false;

  constructor(path: string, open: OpenSocket, timers: Timers, ends: LineEnds) {
    this.#ends = ends;
    this.#acknowledging = new Acknowledging((frames) => this.send({ type: "ack", frames }), timers.after);
    this.#heartbeat = new Heartbeat(
      {
        ping: () => this.#socket.send(HEARTBEAT_REQUEST),
        roundTrip: ends.roundTrip,
        dead: () => this.#lost("The gateway does not answer."),
      },
      timers,
    );
    this.#cancelHello = timers.after(HELLO_WITHIN_MS, () => this.#lost("The gateway does not answer."));
    this.#socket = open(path, {
      message: (text) => this.#message(text),
      closed: (code, reason) => this.#finish(afterClose(code, reason)),
    });
  }

  /** Dropped before the hello: whoever sends says it again then. */
  send(frame: FromReader): void {
    if (this.#greeted && !this.#over) this.#socket.send(JSON.stringify(frame));
  }

  /** Is anybody there? Asked when a page is seen again, or its machine woke. */
  probe(): void {
    if (this.#greeted && !this.#over) this.#heartbeat.beat();
  }

  /** Closes it and says nothing. */
  end(): void {
    this.#over = true;
    this.#cancelHello();
    this.#acknowledging.stop();
    this.#heartbeat.stop();
    this.#socket.close();
  }

  #message(text: string): void {
    if (this.#over) return;
    if (text === HEARTBEAT_RESPONSE) {
      this.#heartbeat.answered();
      return;
    }
    const frame = readFrame(text);
    if (frame === null) this.#ends.unreadable();
    else this.#handle(frame);
    // Only now: what is not handled yet is still on its way.
    if (!this.#over) this.#acknowledging.came();
  }

  #handle(frame: FromFeed): void {
    if (frame.type === "hello") {
      this.#greeted = true;
      this.#cancelHello();
      this.#heartbeat.beat();
    }
    this.#ends.frame(frame);
  }

  #lost(why: string): void {
    this.#finish({ kind: "again", why });
  }

  #finish(next: AfterClose): void {
    if (this.#over) return;
    this.end();
    this.#ends.ended(next);
  }
}

function readFrame(text: string): FromFeed | null {
  try {
    const parsed = fromFeedSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
