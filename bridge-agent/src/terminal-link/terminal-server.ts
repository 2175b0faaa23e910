import { createServer, type Server, type Socket } from "node:net";
import type { FromTerminal, LinkRefusal, ToTerminal } from "../../../src/protocol/ea-link.ts";
import type { Log } from "../log.ts";
import { TerminalConnection } from "./terminal-connection.ts";

/** Connections that have not proved anything yet; more are refused at once. */
const MAX_STRANGERS = 8;

export type Hello = Extract<FromTerminal, { type: "hello" }>;

export interface TerminalHandlers {
  /** A terminal is connected; whatever was known of the one before is void. */
  up(hello: Hello): void;
  frames(frames: readonly FromTerminal[]): void;
  down(): void;
}

/** A terminal answers every ping, of which there is one every 5 s; one that missed two of them is gone. */
const ANSWERS_WITHIN_MS = 10_000;

/**
 * Waits for the terminal on 127.0.0.1. One terminal counts: the first that has proved that it knows the
 * token, as long as it answers. If the newest counted, two terminals would take the agent from each other in
 * turns for ever, and each turn stops trading until everything is compared anew. A terminal that comes back
 * has closed its old connection before; one that hangs is replaced by the next.
 */
export class TerminalServer {
  readonly #server: Server;
  readonly #token: string;
  readonly #handlers: TerminalHandlers;
  readonly #log: Log;
  readonly #strangers = new Set<TerminalConnection>();
  #current: TerminalConnection | undefined;
  #refused: string | null = null;

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

  /** Why a terminal was turned away since the last one was let in; null when none was. */
  get refused(): string | null {
    return this.#refused;
  }

  /** Sends messages to the terminal, if one is connected. */
  send(messages: readonly ToTerminal[]): void {
    this.#current?.send(messages);
  }

  close(): void {
    this.#server.close();
    for (const stranger of this.#strangers) stranger.end("the agent stops");
    this.#current?.refuse("agent_stops", "The agent stops.");
  }

  #accept(socket: Socket): void {
    if (this.#strangers.size >= MAX_STRANGERS) {
      socket.destroy();
      return;
    }
    const connection: TerminalConnection = new TerminalConnection(socket, this.#token, {
      admit: () => this.#admit(),
      authenticated: (hello) => this.#authenticated(connection, hello),
      frames: (frames) => {
        if (this.#current === connection) this.#handlers.frames(frames);
      },
      ended: (reason) => this.#ended(connection, reason),
    });
    this.#strangers.add(connection);
  }

  #admit(): { readonly code: LinkRefusal; readonly message: string } | undefined {
    const current = this.#current;
    if (current === undefined || performance.now() - current.heardAtMs > ANSWERS_WITHIN_MS) return undefined;
    return {
      code: "another_terminal",
      message:
        "Another terminal is connected to this agent: attach the expert advisor to one chart of one terminal only.",
    };
  }

  /** Ends the current link; the terminal comes back and tells everything anew. */
  drop(code: LinkRefusal, message: string): void {
    this.#current?.refuse(code, message);
  }

  #authenticated(connection: TerminalConnection, hello: Hello): void {
    this.#strangers.delete(connection);
    this.#refused = null;
    const old = this.#current;
    this.#current = connection;
    old?.refuse("replaced", "The terminal fell silent, and another one took over.");
    this.#log.info("terminal_up", { program: hello.program });
    this.#handlers.up(hello);
  }

  #ended(connection: TerminalConnection, reason: string): void {
    const stranger = this.#strangers.delete(connection);
    // One that keeps coming is told each time, but the log says it once.
    if (!stranger || this.#refused !== reason) {
      this.#log.warn("terminal_connection_ended", { reason, current: this.#current === connection });
    }
    if (stranger) this.#refused = reason;
    if (this.#current !== connection) return;
    this.#current = undefined;
    this.#handlers.down();
  }
}
