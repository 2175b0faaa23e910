import * as z from "zod";
import { agentCloseCodes } from "../../src/protocol/agent-link.ts";
import {
  type FromMarketAgent,
  fromMarketAgentSchema,
  type ToMarketAgent,
} from "../../src/protocol/market-link.ts";
import { AGENT_TAG, isOpen } from "./sockets.ts";

const LONGEST_FRAME = 1024 * 1024;

const attachmentSchema = z.object({ agentId: z.string() });

/** The agent's market socket: the newest one that was signed in. It stays when the object sleeps. */
export class MarketSockets {
  readonly #ctx: DurableObjectState;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  /** Accepts a signed-in agent's socket in place of any other; the agent's end. */
  accept(agentId: string): WebSocket {
    for (const older of this.#open()) older.close(agentCloseCodes.replaced, "replaced");
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server, [AGENT_TAG]);
    server.serializeAttachment({ agentId });
    return client;
  }

  isAgent(socket: WebSocket): boolean {
    return this.#ctx.getTags(socket).includes(AGENT_TAG);
  }

  /** Cuts off every agent but the one that is paired with the account. */
  keepOnly(agentId: string | null): void {
    for (const socket of this.#open()) {
      const attachment = attachmentSchema.safeParse(socket.deserializeAttachment());
      if (attachment.data?.agentId !== agentId) socket.close(agentCloseCodes.revoked, "revoked");
    }
  }

  /** False when no agent is there. */
  send(frame: ToMarketAgent): boolean {
    const socket = this.#open().at(-1);
    socket?.send(JSON.stringify(frame));
    return socket !== undefined;
  }

  #open(): WebSocket[] {
    return this.#ctx.getWebSockets(AGENT_TAG).filter(isOpen);
  }
}

/** Ends the socket of an agent that sent what is no frame; it comes back. */
export function refuseFrame(socket: WebSocket): void {
  if (isOpen(socket)) socket.close(agentCloseCodes.badFrame, "badFrame");
}

/** A frame of the agent; null when it is none. */
export function readAgentFrame(message: string | ArrayBuffer): FromMarketAgent | null {
  if (typeof message !== "string" || message.length > LONGEST_FRAME) return null;
  const frame = fromMarketAgentSchema.safeParse(plainOf(message));
  return frame.success ? frame.data : null;
}

/**
 * Not the strict parser of what strangers send: this is the account's own agent, it trades nothing here, and ticks come in
 * such numbers that their parsing is a fifth of the feed's work. The schema takes out what it does not know.
 */
function plainOf(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return null;
  }
}
