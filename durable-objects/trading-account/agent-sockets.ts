import * as z from "zod";
import {
  agentCloseCodes,
  type FromGateway,
  HEARTBEAT_REQUEST,
  HEARTBEAT_RESPONSE,
} from "../../src/protocol/agent-link.ts";

const attachmentSchema = z.object({ epoch: z.number().int(), agentId: z.string() });

/**
 * The WebSockets of the agent link. They outlive the object in memory, so which one is the link is not
 * remembered but read from the socket itself: the one whose epoch is the ledger's.
 */
export class AgentSockets {
  readonly #ctx: DurableObjectState;
  /** Epochs that were read before: this is asked several times with every frame. */
  readonly #epochs = new WeakMap<WebSocket, number>();
  #found: { readonly epoch: number; readonly socket: WebSocket } | null = null;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    // Heartbeats are answered without waking the object, so an idle account costs nothing.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE));
  }

  /** Accepts the link of an epoch, so that it survives hibernation; returns the agent's end. */
  accept(epoch: number, agentId: string): WebSocket {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    server.serializeAttachment({ epoch, agentId });
    return client;
  }

  /** The epoch that a socket was accepted for; null when it is closed and its attachment gone. */
  epochOf(socket: WebSocket): number | null {
    const known = this.#epochs.get(socket);
    if (known !== undefined) return known;
    const attachment = attachmentSchema.safeParse(socket.deserializeAttachment());
    if (!attachment.success) return null;
    this.#epochs.set(socket, attachment.data.epoch);
    return attachment.data.epoch;
  }

  /** The open socket of an epoch. */
  of(epoch: number): WebSocket | null {
    if (this.#found?.epoch === epoch && isOpen(this.#found.socket)) return this.#found.socket;
    const socket = this.#ctx.getWebSockets().find((it) => isOpen(it) && this.epochOf(it) === epoch);
    this.#found = socket === undefined ? null : { epoch, socket };
    return socket ?? null;
  }

  /** Closes every socket but that of `epoch`. */
  closeOthers(epoch: number, code: keyof typeof agentCloseCodes): void {
    for (const socket of this.#ctx.getWebSockets()) {
      if (this.epochOf(socket) !== epoch) close(socket, code);
    }
  }

  /** When the agent's last heartbeat came, epoch milliseconds. */
  lastHeartbeatMs(epoch: number): number | null {
    const socket = this.of(epoch);
    return socket === null ? null : (this.#ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? null);
  }
}

/** False as well while a socket is being closed. */
export function isOpen(socket: WebSocket): boolean {
  return socket.readyState === WebSocket.READY_STATE_OPEN;
}

/** Sends a frame. One that cannot be sent any more is not lost: the ledger sends it again on the next link. */
export function send(socket: WebSocket, frame: FromGateway): void {
  if (isOpen(socket)) socket.send(JSON.stringify(frame));
}

/** Closes a socket with one of the link's codes, whose name is the reason. */
export function close(socket: WebSocket, code: keyof typeof agentCloseCodes): void {
  if (isOpen(socket)) socket.close(agentCloseCodes[code], code);
}
