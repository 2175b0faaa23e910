import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { err, ok, type Result } from "../../../src/domain/result.ts";
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
  type LinkRefusal,
  type ToTerminal,
} from "../../../src/protocol/ea-link.ts";
import { FrameOrder } from "./frame-order.ts";

const HELLO_TIMEOUT_MS = 5_000;
const PING_EVERY_MS = 5_000;
/** A terminal that says nothing for this long is hung or gone. */
const SILENCE_MS = 20_000;
/** How long the terminal may take to read why it was refused. */
const GOODBYE_MS = 1_000;
const TYPE_PATTERN = /^[a-z_]{1,32}$/;

export interface ConnectionHandlers {
  /** The terminal knows the token; the answer is why it is turned away nevertheless, if it is. */
  admit(): { readonly code: LinkRefusal; readonly message: string } | undefined;
  /** The terminal has proved that it knows the token. */
  authenticated(hello: Extract<FromTerminal, { type: "hello" }>): void;
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
  readonly #order = new FrameOrder();
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
    for (const message of messages) {
      this.#order.sent(message.type);
      this.#socket.write(encodeFrame(message));
    }
    this.#socket.uncork();
  }

  /** When the terminal last said anything, monotonic milliseconds. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** Tells the terminal why, and ends the connection; nothing that arrives later is read. */
  refuse(code: LinkRefusal, message: string): void {
    if (this.#ended) return;
    this.send([{ type: "refused", code, message }]);
    this.#close(message, () => {
      this.#socket.destroySoon();
      // A terminal that reads nothing must not keep the socket.
      setTimeout(() => this.#socket.destroy(), GOODBYE_MS).unref();
    });
  }

  /** Ends the connection without a word: there is nobody to tell, or nothing that could be told. */
  end(reason: string): void {
    this.#close(reason, () => this.#socket.destroy());
  }

  #close(reason: string, hangUp: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#helloTimer);
    clearInterval(this.#ping);
    hangUp();
    this.#handlers.ended(reason);
  }

  #data(chunk: Uint8Array): void {
    if (this.#ended) return;
    this.#heardAtMs = performance.now();
    const records = this.#reader.push(chunk);
    if (!records.ok) {
      this.refuse("bad_frame", `${records.error.message} (${records.error.code})`);
      return;
    }
    let rest: readonly FrameRecord[] = records.value;
    if (!this.#authenticated) {
      const [hello, ...others] = rest;
      if (hello === undefined) return;
      if (!this.#hello(hello)) return;
      rest = others;
    }
    const frames = read(rest, this.#order);
    if (!frames.ok) this.refuse(frames.error.code, frames.error.message);
    else if (frames.value.length > 0) this.#handlers.frames(frames.value);
  }

  #hello(record: FrameRecord): boolean {
    const hello = fromTerminalSchema.safeParse(record);
    if (!hello.success || hello.data.type !== "hello") {
      const type = TYPE_PATTERN.test(record["type"] ?? "") ? record["type"] : "a frame";
      this.refuse(
        "out_of_sequence",
        hello.success ? `${type} before hello` : "the link begins without a proper hello",
      );
      return false;
    }
    const { version, nonce, proof } = hello.data;
    if (version !== EA_LINK_VERSION) {
      this.refuse(
        "unsupported_version",
        `The terminal speaks version ${version.slice(0, 16)} of the link, the agent ${EA_LINK_VERSION}: install both from one release.`,
      );
      return false;
    }
    if (!proofMatches(proof, proofOf(this.#token, "ea", this.#nonce, nonce))) {
      this.refuse(
        "wrong_token",
        "The terminal has another token than the agent: copy the one that the agent shows.",
      );
      return false;
    }
    const why = this.#handlers.admit();
    if (why !== undefined) {
      this.refuse(why.code, why.message);
      return false;
    }
    clearTimeout(this.#helloTimer);
    this.#authenticated = true;
    this.send([{ type: "welcome", proof: proofOf(this.#token, "agent", nonce, this.#nonce) }]);
    this.#ping = setInterval(() => this.#keepAlive(), PING_EVERY_MS);
    this.#handlers.authenticated(hello.data);
    return true;
  }

  #keepAlive(): void {
    if (performance.now() - this.#heardAtMs > SILENCE_MS) this.refuse("silent", "The terminal fell silent.");
    else this.send([{ type: "ping" }]);
  }
}

/** Records as frames of the link; the error says what is bad about which frame. */
function read(
  records: readonly FrameRecord[],
  order: FrameOrder,
): Result<FromTerminal[], { readonly code: LinkRefusal; readonly message: string }> {
  const frames: FromTerminal[] = [];
  for (const record of records) {
    const frame = fromTerminalSchema.safeParse(record);
    if (!frame.success) {
      const type = record["type"] ?? "";
      const place = frame.error.issues[0]?.path.join(".") ?? "";
      const message = place === "type" ? `unknown frame type ${type}` : `bad ${type} frame at "${place}"`;
      return err({ code: "bad_frame", message });
    }
    const wrong = order.next(frame.data.type);
    if (wrong !== undefined) return err({ code: "out_of_sequence", message: wrong });
    frames.push(frame.data);
  }
  return ok(frames);
}
