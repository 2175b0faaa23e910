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

/** The browser sockets of a feed. They outlive the object in memory, so all that is known of one hangs on it. */
export class Sockets {
  readonly #ctx: DurableObjectState;
  /** Read once: this is asked with every frame. */
  readonly #attachments = new WeakMap<WebSocket, Attachment>();

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    // Heartbeats are answered without waking the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE));
  }

  /** Accepts a socket, so that it survives sleep; the reader's end and ours. */
  accept(attachment: Attachment): { client: WebSocket; server: WebSocket } {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server, [attachment.socketId, attachment.address]);
    this.change(server, attachment);
    return { client, server };
  }

  change(socket: WebSocket, attachment: Attachment): void {
    this.#attachments.set(socket, attachment);
    socket.serializeAttachment(attachment);
  }

  /** Null when it is closed and its attachment gone. */
  of(socket: WebSocket): Attachment | null {
    const known = this.#attachments.get(socket);
    if (known !== undefined) return known;
    const read = attachmentSchema.safeParse(socket.deserializeAttachment());
    if (!read.success) return null;
    this.#attachments.set(socket, read.data);
    return read.data;
  }

  /** The open ones, with what hangs on them. */
  open(): { socket: WebSocket; attachment: Attachment }[] {
    return this.#ctx.getWebSockets().flatMap((socket) => {
      const attachment = isOpen(socket) ? this.of(socket) : null;
      return attachment === null ? [] : [{ socket, attachment }];
    });
  }

  /** Null for an agent's socket, which no address' guard has counted. */
  originOf(socket: WebSocket): Origin | null {
    const [socketId, address] = this.#ctx.getTags(socket);
    if (socketId === AGENT_TAG) return null;
    return socketId === undefined || address === undefined ? null : { socketId, address };
  }
}

/** False as well while it is being closed. */
export function isOpen(socket: WebSocket): boolean {
  return socket.readyState === WebSocket.READY_STATE_OPEN;
}

/** Closes a socket with one of the feed's codes, whose name is the reason. */
export function close(socket: WebSocket, code: FeedCloseCode): void {
  if (isOpen(socket)) socket.close(feedCloseCodes[code], code);
}

/** Ends a socket that a fault of ours has made useless; its reader connects again. */
export function fail(socket: WebSocket): void {
  if (isOpen(socket)) socket.close(INTERNAL_ERROR, "error");
}
