import type { Server, Socket } from "node:net";
import { createServer } from "node:net";
import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import { encodeFrame, FrameReader } from "../../../src/protocol/ea-frame.ts";
import type { Log } from "../log.ts";
import type { Timing } from "../timing.ts";
import type { DealsLog } from "../trade-server/deals-log.ts";
import { dealsIn } from "../trade-server/deals-log.ts";
import type { TradeServer } from "../trade-server/server.ts";
import type { Outcome, Transaction } from "../trade-server/types.ts";
import { answersTo, requestOf } from "./answers.ts";
import type { FaultSettings, RequestFault } from "./faults.ts";
import { Faults } from "./faults.ts";
import { MarketFeed } from "./market-feed.ts";
import type { VenueRequest } from "./messages.ts";
import { fromVenueTerminal } from "./messages.ts";
import type { RequestsLog } from "./requests-log.ts";
import { snapshotOf } from "./snapshot.ts";
import { refusedWithout, tellings } from "./tellings.ts";

const HOST = "127.0.0.1";

export interface VenueParts {
  readonly server: TradeServer;
  readonly dealsLog: DealsLog;
  readonly faults: FaultSettings;
  /** Where requests are noted when they come; absent: nowhere. */
  readonly requestsLog?: RequestsLog | undefined;
  readonly timing: Timing;
  readonly log: Log;
}

/** A connected terminal. */
interface Terminal {
  readonly socket: Socket;
  readonly feed: MarketFeed;
  /** It has said which version it speaks, and was told how things stand. */
  introduced: boolean;
}

/**
 * Serves a trade server to compiled terminals on 127.0.0.1. All of them are told what happens on the
 * account, and each the answers to its own requests. Whatever is told was recorded first, and stands in the
 * deals log.
 */
export class VenueLink {
  readonly #parts: VenueParts;
  readonly #faults: Faults;
  readonly #listener: Server;
  readonly #terminals = new Set<Terminal>();
  #awayUntilMs = 0;
  /** When the next message about a trade may go out. */
  #freeAtMs = 0;
  #halted = false;

  constructor(parts: VenueParts) {
    this.#parts = parts;
    this.#faults = new Faults(parts.faults);
    this.#listener = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Starts to wait on the port, any free one for 0; the answer is the port. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#listener.once("error", reject);
      this.#listener.listen(port, HOST, () => {
        const address = this.#listener.address();
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  }

  /** What happens to the next requests, in their order; `undefined` for nothing. */
  script(...faults: readonly (RequestFault | undefined)[]): void {
    this.#faults.script(...faults);
  }

  /** What a person does at the terminal; see `messages.ts`. */
  control(what: string, on = true): void {
    for (const terminal of this.#terminals) send(terminal, [{ type: "control", what, on: on ? 1 : 0 }]);
  }

  /** Ends all connections; the terminals go on, and get them back after `awayMs`. */
  disconnect(awayMs: number): void {
    this.#awayUntilMs = this.#parts.timing.nowMs() + awayMs;
    this.#parts.log("disconnected", { awayMs });
    this.#drop();
  }

  /** Lets happen what is due, and tells it. */
  turn(): void {
    const { timing } = this.#parts;
    this.#happen(timing.nowMs());
    for (const terminal of this.#introduced()) send(terminal, terminal.feed.turn(timing.nowMs()));
  }

  /** Ends the connection and waits for no other. */
  close(): void {
    this.#halted = true;
    this.#listener.close();
    this.#drop();
  }

  #drop(): void {
    for (const { socket } of this.#terminals) socket.destroy();
    this.#terminals.clear();
  }

  #introduced(): Terminal[] {
    return Array.from(this.#terminals).filter(({ introduced }) => introduced);
  }

  #accept(socket: Socket): void {
    socket.on("error", () => undefined);
    if (this.#halted || this.#parts.timing.nowMs() < this.#awayUntilMs) {
      socket.destroy();
      return;
    }
    const terminal: Terminal = { socket, feed: new MarketFeed(this.#parts.server), introduced: false };
    this.#terminals.add(terminal);
    const reader = new FrameReader();
    socket.on("data", (chunk: Buffer) => {
      const read = reader.push(chunk);
      if (!read.ok) this.#refuse(terminal, read.error.code);
      else for (const record of read.value) this.#receive(terminal, record);
    });
    socket.on("close", () => this.#terminals.delete(terminal));
  }

  #refuse(terminal: Terminal, code: string): void {
    this.#parts.log("frame_refused", { code });
    terminal.socket.destroy();
  }

  #receive(terminal: Terminal, record: Readonly<Record<string, string>>): void {
    if (!this.#terminals.has(terminal)) return;
    const parsed = fromVenueTerminal.safeParse(record);
    if (!parsed.success) {
      this.#refuse(terminal, `${record["type"] ?? ""} ${parsed.error.issues[0]?.path.join(".") ?? ""}`);
      return;
    }
    const message = parsed.data;
    if (message.type === "terminal") this.#introduce(terminal);
    else if (message.type === "request") this.#request(terminal, message);
    else if (message.type === "question") {
      send(terminal, answersTo(message, this.#parts.server, this.#parts.timing.nowMs()));
    } else {
      terminal.feed.watchBook(message.symbol, message.type === "book_add");
    }
  }

  #introduce(terminal: Terminal): void {
    const nowMs = this.#parts.timing.nowMs();
    this.#happen(nowMs);
    send(terminal, snapshotOf(this.#parts.server, terminal.feed, nowMs));
    terminal.introduced = true;
    this.#parts.log("terminal_up");
  }

  #request(terminal: Terminal, request: VenueRequest): void {
    const { fault, latencyMs } = this.#faults.next();
    this.#parts.requestsLog?.came(request, fault, this.#parts.timing.nowMs());
    if (fault !== undefined) this.#parts.log("fault", { fault, magic: request.magic });
    if (fault === "disconnect_before") {
      this.disconnect(this.#parts.faults.awayMs);
    } else if (latencyMs === 0) {
      this.#execute(terminal, request, fault);
    } else {
      this.#parts.timing.after(latencyMs, () => this.#execute(terminal, request, fault));
    }
  }

  #execute(terminal: Terminal, request: VenueRequest, fault: RequestFault | undefined): void {
    if (this.#halted) return;
    const { server, dealsLog, requestsLog, timing } = this.#parts;
    const nowMs = timing.nowMs();
    this.#happen(nowMs);
    const outcome: Outcome | undefined =
      fault === "time_out_lost" || fault === "reject"
        ? refusedWithout(fault, nowMs)
        : server.execute([requestOf(request, server.account().offsetMs)], nowMs)[0];
    if (outcome === undefined) throw new Error("a request without an outcome");
    dealsLog.append(dealsIn(outcome.changes));
    requestsLog?.done(request, outcome.retcode, nowMs);
    if (fault === "disconnect_after") this.disconnect(this.#parts.faults.awayMs);
    this.#tell(outcome.transactions, { terminal, request, outcome, fault });
  }

  /** Ticks, triggers, expiry, swaps and stop-out until now. */
  #happen(nowMs: number): void {
    const { server, dealsLog } = this.#parts;
    const happened = server.advance(nowMs);
    dealsLog.append(dealsIn(happened.changes));
    this.#tell(happened.transactions, undefined);
  }

  #tell(
    transactions: readonly Transaction[],
    asked:
      | {
          readonly terminal: Terminal;
          readonly request: VenueRequest;
          readonly outcome: Outcome;
          readonly fault: RequestFault | undefined;
        }
      | undefined,
  ): void {
    const { offsetMs } = this.#parts.server.account();
    const shuffle = <T>(things: readonly T[]) => this.#faults.shuffled(things);
    for (const terminal of this.#introduced()) {
      // Who did not ask gets no answer, and a terminal that came anew counts its requests anew.
      const requestId = asked?.terminal === terminal ? asked.request.id : undefined;
      const told = tellings(transactions, { offsetMs, fault: asked?.fault, requestId, shuffle });
      for (const messages of told) this.#later(terminal, messages);
      if (transactions.length > 0) this.#later(terminal, terminal.feed.account());
    }
  }

  /** One bundle of messages after the other, as far apart as the settings say. */
  #later(terminal: Terminal, messages: readonly OutMessage[]): void {
    const { timing, faults } = this.#parts;
    const nowMs = timing.nowMs();
    if (faults.spreadMs === 0) {
      send(terminal, messages);
      return;
    }
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + faults.spreadMs;
    timing.after(this.#freeAtMs - nowMs, () => {
      if (this.#terminals.has(terminal)) send(terminal, messages);
    });
  }
}

function send({ socket }: Terminal, messages: readonly OutMessage[]): void {
  if (messages.length > 0) socket.write(Buffer.concat(messages.map(encodeFrame)));
}
