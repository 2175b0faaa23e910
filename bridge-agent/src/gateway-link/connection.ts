import type { IncomingMessage } from "node:http";
import { type RawData, WebSocket } from "ws";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { Result } from "../../../src/domain/result.ts";
import { agentCloseCodes, HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE } from "../../../src/protocol/agent-link.ts";
import { problemText } from "./problem-text.ts";

export interface Heartbeat {
  readonly everyMs: number;
  /** Silence after a heartbeat for this long means that the link is dead, whatever TCP believes. */
  readonly timeoutMs: number;
}

const HEARTBEAT: Heartbeat = { everyMs: 15_000, timeoutMs: 10_000 };
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Far above what a gateway sends (`reconcile` with 100,000 orders is 3.5 MB). */
const MAX_FRAME_BYTES = 8 * 1024 * 1024;

const MAX_PROBLEM_CHARACTERS = 4_096;

/** Why a connection ended. */
export interface Down {
  /** The WebSocket close code, or null when no WebSocket was made. */
  readonly code: number | null;
  /** The HTTP status with which the gateway refused the upgrade, or null. */
  readonly status: number | null;
  /** Epoch milliseconds of the refusing answer's `Date` header, or null. */
  readonly serverDateMs: number | null;
  readonly reason: string;
}

export interface ConnectionHandlers<In> {
  /** Reads one text frame. */
  read(text: string): Result<In, Refusal>;
  frame(frame: In): void;
  /** Called once; nothing comes from this connection afterwards. */
  down(why: Down): void;
  heartbeat(): void;
}

/** One WebSocket to the gateway, from the upgrade to its end, with its heartbeat. */
export class GatewayConnection<In, Out> {
  readonly #socket: WebSocket;
  readonly #handlers: ConnectionHandlers<In>;
  readonly #timeoutMs: number;
  #beat: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(url: string, token: string, handlers: ConnectionHandlers<In>, heartbeat = HEARTBEAT) {
    this.#handlers = handlers;
    this.#timeoutMs = heartbeat.timeoutMs;
    this.#socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${token}` },
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
    });
    this.#socket.on("open", () => {
      this.#beat = setInterval(() => this.#heartbeat(), heartbeat.everyMs);
    });
    this.#socket.on("message", (data, isBinary) => this.#message(data, isBinary));
    this.#socket.on("unexpected-response", (_request, response) => this.#refused(response));
    this.#socket.on("error", (cause) => this.#end(down(null, cause.message)));
    this.#socket.on("close", (code, reason) => this.#end(down(code, reason.toString("utf8"))));
  }

  /** Sends a frame; when the connection has ended it is dropped, since everything that matters is resent. */
  send(frame: Out): void {
    if (!this.#ended && this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Bytes that the gateway has not taken yet. */
  get waitingBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Ends the connection for a reason of ours. */
  close(code: number, reason: string): void {
    if (this.#ended) return;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(code, reason);
    this.#end(down(code, reason));
  }

  /** The gateway answered the upgrade with something else; its problem document says why. */
  #refused(response: IncomingMessage): void {
    const date = Date.parse(response.headers.date ?? "");
    let body = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      if (body.length < MAX_PROBLEM_CHARACTERS) body += chunk;
    });
    response.on("close", () =>
      this.#end({
        code: null,
        status: response.statusCode ?? null,
        serverDateMs: Number.isNaN(date) ? null : date,
        reason: problemText(body) ?? `the gateway answered with ${response.statusCode}`,
      }),
    );
  }

  #message(data: RawData, isBinary: boolean): void {
    if (this.#ended) return;
    clearTimeout(this.#silence);
    this.#silence = undefined;
    if (isBinary) {
      this.close(agentCloseCodes.badFrame, "binary frame");
      return;
    }
    const text = data.toString();
    if (text === HEARTBEAT_RESPONSE) return;
    const frame = this.#handlers.read(text);
    if (frame.ok) this.#handlers.frame(frame.value);
    else this.close(agentCloseCodes.badFrame, frame.error.code);
  }

  #heartbeat(): void {
    this.#handlers.heartbeat();
    if (this.#ended || this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(HEARTBEAT_REQUEST);
    this.#silence ??= setTimeout(() => this.#end(down(null, "no answer to a heartbeat")), this.#timeoutMs);
  }

  #end(why: Down): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#beat);
    clearTimeout(this.#silence);
    // A close handshake that we began may finish; anything else is cut.
    if (this.#socket.readyState !== WebSocket.CLOSING) this.#socket.terminate();
    this.#handlers.down(why);
  }
}

function down(code: number | null, reason: string): Down {
  return { code, status: null, serverDateMs: null, reason };
}
