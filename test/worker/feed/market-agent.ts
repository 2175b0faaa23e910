import {
  type FromMarketAgent,
  MARKET_LINK_AUDIENCE,
  type ToMarketAgent,
  toMarketAgentSchema,
} from "../../../src/protocol/market-link.ts";
import { request } from "../support/gateway.ts";
import type { FakeAgent } from "../trading-account/fake-agent.ts";

/** The agent's end of a market link. */
export class MarketAgent {
  readonly frames: ToMarketAgent[] = [];
  readonly #socket: WebSocket;
  closeCode: number | null = null;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.frames.push(toMarketAgentSchema.parse(JSON.parse(String(data))));
    });
    socket.addEventListener("close", ({ code }) => {
      this.closeCode = code;
    });
    socket.accept();
  }

  send(frame: FromMarketAgent): void {
    this.#socket.send(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  tick(symbol: string, atMs: number): void {
    this.send({ type: "ticks", items: [{ symbol, bid: "1.1", ask: "1.2", atMs }] });
  }

  close(): void {
    this.#socket.close(1000, "bye");
  }

  watched(): string {
    const watch = this.frames.findLast((frame) => frame.type === "watch");
    return watch?.type === "watch" ? `${watch.symbols.join()}|${watch.books.join()}` : "nothing yet";
  }
}

/** The answer to an agent's upgrade. */
export function upgradeMarket(agent: FakeAgent, token: string, version = "1"): Promise<Response> {
  return request(`/agent/market?account=${agent.accountId}&v=${version}`, {
    headers: { upgrade: "websocket", authorization: `Bearer ${token}` },
  });
}

export async function connectMarket(agent: FakeAgent): Promise<MarketAgent> {
  const response = await upgradeMarket(agent, await agent.token({ claims: { aud: MARKET_LINK_AUDIENCE } }));
  if (response.webSocket === null) throw new Error(`${response.status} ${await response.text()}`);
  return new MarketAgent(response.webSocket);
}
