import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import {
  type FromMarketAgent,
  fromMarketAgentSchema,
  type ToMarketAgent,
  toMarketAgentSchema,
} from "../../../src/protocol/market-link.ts";

/** The gateway's end of the market link, as far as the agent sees it; it lets everybody in. */
export class FakeMarket {
  readonly frames: FromMarketAgent[] = [];
  readonly #sockets = new WebSocketServer({ noServer: true });
  socket: WebSocket | undefined;

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (accepted) => {
      this.socket = accepted;
      accepted.on("message", (data) => {
        const text = String(data);
        if (!text.includes('"ping"')) this.frames.push(fromMarketAgentSchema.parse(JSON.parse(text)));
      });
    });
  }

  send(frame: ToMarketAgent): void {
    this.socket?.send(JSON.stringify(toMarketAgentSchema.parse(frame)));
  }

  /** Every tick so far, as `symbol bid`. */
  ticks(): string[] {
    return this.frames.flatMap((frame) =>
      frame.type === "ticks" ? frame.items.map(({ symbol, bid }) => `${symbol} ${bid}`) : [],
    );
  }

  stop(): void {
    for (const client of this.#sockets.clients) client.terminate();
  }
}
