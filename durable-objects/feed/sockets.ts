import * as z from "zod";
import { HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE } from "../../src/protocol/agent-link.ts";
import { type FeedCloseCode, feedCloseCodes, feedSightSchema } from "../../src/protocol/feed.ts";
import { holderSchema } from "../../src/protocol/feed-internal.ts";

/** What a socket carries through the object's sleep; it is gone when either side has closed it. */
const attachmentSchema = z.object({
  socketId: z.string(),
  holder: holderSchema,
  /** As `clientKey` has it. */
  address: z.string(),
  /** Empty until the reader was greeted: before that it is told nothing. */
  sees: z.array(feedSightSchema),
  greeted: z.boolean(),
  /** The symbols whose ticks it wants, sorted, and those whose book. */
  symbols: z.array(z.string()).default([]),
  books: z.array(z.string()).default([]),
  /** When to ask again whether the holder may still read, epoch milliseconds; null: never. */
  checkAtMs: z.number().nullable(),
  /** The number of the last event that it was sent before something was withheld; null while nothing is. */
  owedAfter: z.number().nullable(),
});
export type Attachment = Readonly<z.infer<typeof attachmentSchema>>;

/** Who it was, for the guard of its address, when the attachment is gone. */
export interface Origin {
  readonly socketId: string;
  readonly address: string;
}

/** The first tag of the agent's market socket, which is no reader's. */
export const AGENT_TAG = "agent";

/** WebSocket's own code for a fault at the server. */
const INTERNAL_ERROR = 1011;

/** A reader's socket, and what hangs on it. */
export interface OpenSocket {
  readonly socket: WebSocket;
  readonly attachment: Attachment;
}

/**
 * The browser sockets of a feed. They outlive the object in memory, so all that is known of one hangs on it. What hangs
 * there is read once: every frame goes through all of them, and asking the platform for them costs more than sending.
 */
export class Sockets {
  readonly #ctx: DurableObjectState;
  readonly #open: Map<WebSocket, OpenSocket>;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    // Heartbeats are answered without waking the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE));
    this.#open = new Map();
    for (const socket of ctx.getWebSockets()) if (isOpen(socket)) this.of(socket);
  }

  /** Accepts a socket, so that it survives sleep; the reader's end and ours. */
  accept(attachment: Attachment): { client: WebSocket; server: WebSocket } {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server, [attachment.socketId, attachment.address]);
    this.change(server, attachment);
    return { client, server };
  }

  change(socket: WebSocket, attachment: Attachment): void {
    this.#open.set(socket, { socket, attachment });
    socket.serializeAttachment(attachment);
  }

  /** Null when it is no reader's, or closed and its attachment gone. */
  of(socket: WebSocket): Attachment | null {
    const known = this.#open.get(socket);
    if (known !== undefined) return known.attachment;
    const read = attachmentSchema.safeParse(socket.deserializeAttachment());
    if (!read.success) return null;
    this.#open.set(socket, { socket, attachment: read.data });
    return read.data;
  }

  /** It is gone, and not counted any more. */
  forget(socket: WebSocket): void {
    this.#open.delete(socket);
  }

  /** The open ones, with what hangs on them. */
  open(): OpenSocket[] {
    const open: OpenSocket[] = [];
    for (const one of this.#open.values()) {
      if (isOpen(one.socket)) open.push(one);
      else this.#open.delete(one.socket);
    }
    return open;
  }

  /** Null for an agent's socket, which no address' guard has counted. */
  originOf(socket: WebSocket): Origin | null {
    const [socketId, address] = this.#ctx.getTags(socket);
    if (socketId === AGENT_TAG) return null;
    return socketId === undefined || address === undefined ? null : { socketId, address };
  }
}

/** `WebSocket.READY_STATE_OPEN`, which workerd would look up each time. */
const OPEN = 1;

/** False as well while it is being closed. */
export function isOpen(socket: WebSocket): boolean {
  return socket.readyState === OPEN;
}

/** Closes a socket with one of the feed's codes, whose name is the reason. */
export function close(socket: WebSocket, code: FeedCloseCode): void {
  if (isOpen(socket)) socket.close(feedCloseCodes[code], code);
}

/** Ends a socket that a fault of ours has made useless; its reader connects again. */
export function fail(socket: WebSocket): void {
  if (isOpen(socket)) socket.close(INTERNAL_ERROR, "error");
}
