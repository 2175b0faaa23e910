import { createServer, type Server, type Socket } from "node:net";
import type { FromTerminal, ToTerminal } from "../../../src/protocol/ea-link.ts";
import type { Log } from "../log.ts";
import { TerminalConnection } from "./terminal-connection.ts";

/** Connections that have not proved anything yet; more are refused at once. */
const MAX_STRANGERS = 8;

export interface TerminalHandlers {
  /** A terminal is connected; whatever was known of the one before is void. */
  up(): void;
  frames(frames: readonly FromTerminal[]): void;
  down(): void;
}

/**
 * Waits for the terminal on 127.0.0.1. One terminal counts: the newest one that has proved that it knows
 * the token. The one before is closed and nothing further is read from it.
 */
export class TerminalServer {
  readonly #server: Server;
  readonly #token: string;
  readonly #handlers: TerminalHandlers;
  readonly #log: Log;
  readonly #strangers = new Set<TerminalConnection>();
  #current: TerminalConnection | undefined;

  constructor(token: string, handlers: TerminalHandlers, log: Log) {
    this.#token = token;
    this.#handlers = handlers;
    this.#log = log;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Starts to wait; the answer is the port. Any free one when `port` is 0 or, with `orAny`, is taken. */
  listen(port: number, orAny: boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      const failed = (cause: NodeJS.ErrnoException) => {
        if (orAny && port !== 0 && cause.code === "EADDRINUSE") this.#server.listen(0, "127.0.0.1");
        else reject(cause);
      };
      this.#server.once("error", failed);
      this.#server.once("listening", () => {
        this.#server.removeListener("error", failed);
        const address = this.#server.address();
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
      this.#server.listen(port, "127.0.0.1");
    });
  }

  get connected(): boolean {
    return this.#current !== undefined;
  }

  /** Sends messages to the terminal, if one is connected. */
  send(messages: readonly ToTerminal[]): void {
    this.#current?.send(messages);
  }

  close(): void {
    this.#server.close();
    for (const stranger of this.#strangers) stranger.end("the agent stops");
    this.#current?.end("the agent stops");
  }

  #accept(socket: Socket): void {
    if (this.#strangers.size >= MAX_STRANGERS) {
      socket.destroy();
      return;
    }
    const connection: TerminalConnection = new TerminalConnection(socket, this.#token, {
      authenticated: () => this.#authenticated(connection),
      frames: (frames) => {
        if (this.#current === connection) this.#handlers.frames(frames);
      },
      ended: (reason) => this.#ended(connection, reason),
    });
    this.#strangers.add(connection);
  }

  #authenticated(connection: TerminalConnection): void {
    this.#strangers.delete(connection);
    const old = this.#current;
    this.#current = connection;
    old?.end("a newer terminal took over");
    this.#log.info("terminal_up");
    this.#handlers.up();
  }

  #ended(connection: TerminalConnection, reason: string): void {
    this.#strangers.delete(connection);
    this.#log.warn("terminal_connection_ended", { reason, current: this.#current === connection });
    if (this.#current !== connection) return;
    this.#current = undefined;
    this.#handlers.down();
  }
}
