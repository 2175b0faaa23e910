import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { Result } from "../../../src/domain/result.ts";
import {
  encodeFrame,
  FrameReader,
  type FrameRecord,
  proofMatches,
  proofOf,
} from "../../../src/protocol/ea-frame.ts";
import {
  EA_LINK_VERSION,
  type FromTerminal,
  fromTerminalSchema,
  type ToTerminal,
} from "../../../src/protocol/ea-link.ts";

const HELLO_TIMEOUT_MS = 5_000;
const PING_EVERY_MS = 5_000;
/** A terminal that says nothing for this long is hung or gone. */
const SILENCE_MS = 20_000;

export interface ConnectionHandlers {
  /** The terminal has proved that it knows the token. */
  authenticated(): void;
  /** Frames that arrived together, in their order; only after `authenticated`. */
  frames(frames: readonly FromTerminal[]): void;
  /** Called once, last. */
  ended(reason: string): void;
}

/** One TCP connection of a terminal: its handshake, its frames, its keep-alive. */
export class TerminalConnection {
  readonly #socket: Socket;
  readonly #token: string;
  readonly #handlers: ConnectionHandlers;
  readonly #nonce = randomBytes(32).toString("hex");
  readonly #reader = new FrameReader();
  readonly #helloTimer: ReturnType<typeof setTimeout>;
  #ping: ReturnType<typeof setTimeout> | undefined;
  #heardAtMs = performance.now();
  #authenticated = false;
  #ended = false;

  constructor(socket: Socket, token: string, handlers: ConnectionHandlers) {
    this.#socket = socket;
    this.#token = token;
    this.#handlers = handlers;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Uint8Array) => this.#data(chunk));
    socket.on("error", (cause) => this.end(cause.message));
    socket.on("close", () => this.end("the terminal closed the connection"));
    this.#helloTimer = setTimeout(() => this.end("no hello in time"), HELLO_TIMEOUT_MS);
    this.send([{ type: "challenge", version: EA_LINK_VERSION, nonce: this.#nonce }]);
  }

  send(messages: readonly ToTerminal[]): void {
    if (this.#ended) return;
    this.#socket.cork();
    for (const message of messages) this.#socket.write(encodeFrame(message));
    this.#socket.uncork();
  }

  /** Ends the connection; nothing that arrives later is read. */
  end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#helloTimer);
    clearInterval(this.#ping);
    this.#socket.destroy();
    this.#handlers.ended(reason);
  }

  #data(chunk: Uint8Array): void {
    if (this.#ended) return;
    this.#heardAtMs = performance.now();
    const records = this.#reader.push(chunk);
    if (!records.ok) {
      this.end(records.error.code);
      return;
    }
    let rest: readonly FrameRecord[] = records.value;
    if (!this.#authenticated) {
      const [hello, ...others] = rest;
      if (hello === undefined) return;
      if (!this.#hello(hello)) return;
      rest = others;
    }
    const frames = read(rest);
    if (!frames.ok) this.end(frames.error);
    else if (frames.value.length > 0) this.#handlers.frames(frames.value);
  }

  #hello(record: FrameRecord): boolean {
    const hello = fromTerminalSchema.safeParse(record);
    if (!hello.success || hello.data.type !== "hello") {
      this.end("no hello");
      return false;
    }
    const { version, nonce, proof } = hello.data;
    if (version !== EA_LINK_VERSION) {
      this.end(`the terminal speaks version ${version.slice(0, 16)} of the link`);
      return false;
    }
    if (!proofMatches(proof, proofOf(this.#token, "ea", this.#nonce, nonce))) {
      this.end("wrong proof: the terminal has another token");
      return false;
    }
    clearTimeout(this.#helloTimer);
    this.#authenticated = true;
    this.send([{ type: "welcome", proof: proofOf(this.#token, "agent", nonce, this.#nonce) }]);
    this.#ping = setInterval(() => this.#keepAlive(), PING_EVERY_MS);
    this.#handlers.authenticated();
    return true;
  }

  #keepAlive(): void {
    if (performance.now() - this.#heardAtMs > SILENCE_MS) this.end("the terminal fell silent");
    else this.send([{ type: "ping" }]);
  }
}

/** Records as frames of the link; the error says which kind of frame was bad. */
function read(records: readonly FrameRecord[]): Result<FromTerminal[], string> {
  const frames: FromTerminal[] = [];
  for (const record of records) {
    const frame = fromTerminalSchema.safeParse(record);
    if (!frame.success) {
      const place = frame.error.issues[0]?.path.join(".") ?? "";
      return { ok: false, error: `bad ${record["type"]} frame at "${place}"` };
    }
    frames.push(frame.data);
  }
  return { ok: true, value: frames };
}
