import type { Socket } from "node:net";
import { connect } from "node:net";
import { FrameReader } from "../../../src/protocol/ea-frame.ts";
import type { Desk } from "../journal/carry-out.ts";
import type { Log } from "../log.ts";
import type { Timing } from "../timing.ts";
import type { Change } from "../trade-server/types.ts";
import { Session } from "./session.ts";

const HOST = "127.0.0.1";
const FIRST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 2_000;
/** How long the two proofs may take; whoever holds the agent's port without the token is left then. */
const HANDSHAKE_MS = 10_000;
/** Unsent bytes above which ticks are left out. */
const BACKED_UP_BYTES = 65_536;

export interface LinkOptions {
  readonly port: number;
  readonly token: string;
  readonly desk: Desk;
  readonly log: Log;
  readonly timing: Timing;
  /** From 0 to 1, for the jitter. */
  readonly random: () => number;
  /** A new nonce of 64 hex digits. */
  readonly nonce: () => string;
}

/**
 * How long to wait before the next attempt: full jitter under a ceiling that doubles with every attempt
 * that failed, so that terminals do not come back in step. `attempt` counts from 0, `random` is 0 to 1.
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(attempt, 10)));
}

/** Keeps a link to the agent: connects, connects again when it breaks, and has one session at a time. */
export class AgentLink {
  readonly #options: LinkOptions;
  #socket: Socket | undefined;
  #session: Session | undefined;
  #failures = 0;
  #stopped = false;
  #cancelRetry: () => void = () => undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  start(): void {
    const { port, log, timing } = this.#options;
    const socket = connect({ host: HOST, port, noDelay: true });
    this.#socket = socket;
    let reason = "";
    let cancelHandshake: () => void = () => undefined;
    socket.on("connect", () => {
      const session = this.#sessionOn(socket, () => cancelHandshake());
      this.#session = session;
      cancelHandshake = timing.after(HANDSHAKE_MS, () => {
        log("handshake_timeout");
        socket.destroy();
      });
      this.#read(socket, session);
    });
    socket.on("error", (error) => {
      reason = "code" in error ? String(error.code) : error.name;
    });
    socket.on("close", () => {
      cancelHandshake();
      const wasConnected = this.#session !== undefined;
      this.#session = undefined;
      if (this.#stopped) return;
      if (wasConnected || this.#failures === 0)
        log(wasConnected ? "disconnected" : "agent_absent", { reason });
      this.#cancelRetry = timing.after(backoffMs(this.#failures, this.#options.random()), () => this.start());
      this.#failures++;
    });
  }

  /** Ends the link for good. */
  stop(): void {
    this.#stopped = true;
    this.#cancelRetry();
    this.#socket?.destroy();
  }

  /** Tells the agent what changed by itself, and the present quotes. */
  tick(changes: readonly Change[], atMs: number): void {
    this.#session?.tick(atMs);
    this.#session?.tell(changes);
  }

  #sessionOn(socket: Socket, onProven: () => void): Session {
    const { desk, token, log, nonce } = this.#options;
    return new Session({
      desk,
      token,
      log,
      nonce: nonce(),
      send: (frames) => {
        socket.cork();
        for (const frame of frames) socket.write(frame);
        socket.uncork();
      },
      isBackedUp: () => socket.writableLength > BACKED_UP_BYTES,
      close: () => socket.destroySoon(),
      onLinked: () => {
        this.#failures = 0;
        onProven();
      },
    });
  }

  #read(socket: Socket, session: Session): void {
    const reader = new FrameReader();
    socket.on("data", (chunk: Buffer) => {
      const read = reader.push(chunk);
      if (read.ok) {
        session.receive(read.value);
        return;
      }
      socket.pause();
      this.#options.log("frame_refused", { code: read.error.code, message: read.error.message });
      socket.destroy();
    });
  }
}
