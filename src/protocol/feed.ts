import * as z from "zod";
import { actionSchema } from "../domain/access/roles.ts";
import { accountIdSchema } from "../domain/ids.ts";
import { refusalSchema } from "../domain/refusal.ts";
import { feedChangeSchema, feedEventSchema, feedSnapshotSchema } from "./feed-state.ts";
import {
  barsRequestSchema,
  bookSchema,
  marketBarSchema,
  marketSymbolSchema,
  tickSchema,
} from "./market-link.ts";

/**
 * The feed: JSON text frames over `GET /accounts/{id}/feed?v=1[&after={event id}]`, opened by a browser or a
 * program. Both ends parse with these schemas; unknown fields are ignored.
 *
 * A connection:
 * 1. The reader upgrades with its session's cookie, an access token or an API token.
 * 2. The feed sends `hello`. When the reader named the last event that it has and the feed still has all that
 *    came after it, `resumed` is true and those events follow; otherwise what happened meanwhile is in the
 *    account's records only.
 * 3. Whoever may see orders gets a `snapshot`, then `event` and `state` frames as things happen. Events are
 *    never left out or put together; of states only the newest counts.
 * 4. At most 10 s after a change the feed sends the `hash` of the board as it stands at that place in the
 *    stream. A reader whose own differs sends `snapshot`, and gets one.
 *
 * 5. `watch` says which symbols the reader wants ticks of, and of which the book, in place of those before; it gets the
 *    newest of each at once. `ticks` may leave out ticks for a reader that is behind, never the newest. `bars` asks the
 *    terminal, `history` the feed, which has the ticks of as long as somebody watched.
 *
 * The reader counts the frames that it receives (heartbeats not) and sends `ack` with the count: at the latest after 16
 * frames, or a second after one that was not acknowledged. What is not acknowledged is on its way: above
 * TICK_FRAMES the feed withholds prices, above FREE_FRAMES states, above MOST_FRAMES everything, until the reader has caught up; then it
 * gets what it missed, events from the feed's own record and a snapshot.
 *
 * Hearing is no use of a session: a reader sends `active` when a person did something, at most once a minute. A session
 * that nobody uses ends as any other, and its sockets with it.
 */
export const FEED_VERSION = 1;

/**
 * Frames on their way above which ticks and books are withheld: twice what a reader acknowledges at once, so that one that
 * keeps up misses none, and the prices of one that does not are no more than a second or two old.
 */
export const TICK_FRAMES = 32;
/** The same above which states are withheld, and above which everything is. */
export const FREE_FRAMES = 64;
export const MOST_FRAMES = 1_024;

/** Symbols, and of these books, that one reader may watch. */
export const MOST_WATCHED = 50;
export const MOST_WATCHED_BOOKS = 5;

/** WebSocket close codes of the feed; those from 4400 on are HTTP's statuses. The name is the reason. */
export const feedCloseCodes = {
  /** The reader speaks another version: reload the page. */
  unsupportedVersion: 4002,
  /** A frame that does not parse. */
  badFrame: 4003,
  /** The role or the accounts of the reader changed: connect again, and get what the new role sees. */
  rightsChanged: 4004,
  /** More than a minute behind: connect again. */
  slowReader: 4005,
  /** More messages than an address may send. */
  tooManyMessages: 4006,
  /** The session or the API token ended: log in again. */
  sessionEnded: 4401,
  /** The role sees nothing here. */
  forbidden: 4403,
  /** There is no such account, for this reader. */
  unknownAccount: 4404,
  /** Too many connections, or too often: the reason ends with the seconds to wait, e.g. `throttled 10`. */
  throttled: 4429,
  /** Something else was refused at the door; the reason is its code. */
  refused: 4400,
} as const;
export type FeedCloseCode = keyof typeof feedCloseCodes;

/** What a reader may see of the matrix's columns. */
export const feedSightSchema = actionSchema.extract(["ticks", "book", "orders"]);
export type FeedSight = z.infer<typeof feedSightSchema>;

const eventIdSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{10}-(0|[1-9][0-9]{0,15})$/);

export const fromFeedSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    v: z.number().int(),
    accountId: accountIdSchema,
    sees: z.array(feedSightSchema),
    /** Nothing was missed since the event that the reader named. */
    resumed: z.boolean(),
    gatewayMs: z.number().int(),
  }),
  z.object({
    type: z.literal("snapshot"),
    /** The last event that is in it; what comes later has a higher number. */
    eventId: eventIdSchema,
    board: feedSnapshotSchema,
  }),
  z.object({ type: z.literal("event"), id: eventIdSchema, event: feedEventSchema }),
  z.object({ type: z.literal("state"), change: feedChangeSchema }),
  z.object({ type: z.literal("hash"), hash: z.string().regex(/^[0-9a-f]{16}$/) }),
  z.object({ type: z.literal("ticks"), items: z.array(tickSchema) }),
  z.object({ type: z.literal("book"), book: bookSchema }),
  /** Answer to `bars`, with its id; `refusal` when there are none, e.g. `agent_offline`. */
  z.object({
    type: z.literal("bars"),
    id: z.number().int(),
    bars: z.array(marketBarSchema),
    refusal: refusalSchema.optional(),
  }),
  /** Answer to `history`: oldest first, the older the thinner. */
  z.object({ type: z.literal("history"), symbol: z.string(), items: z.array(tickSchema) }),
]);
export type FromFeed = z.infer<typeof fromFeedSchema>;

export const fromReaderSchema = z.discriminatedUnion("type", [
  /** How many frames came on this connection so far. */
  z.object({ type: z.literal("ack"), frames: z.number().int().nonnegative() }),
  /** The board is not what the feed says, or not known any more. */
  z.object({ type: z.literal("snapshot") }),
  /** A person did something. */
  z.object({ type: z.literal("active") }),
  z.object({
    type: z.literal("watch"),
    symbols: z.array(marketSymbolSchema).max(MOST_WATCHED),
    books: z.array(marketSymbolSchema).max(MOST_WATCHED_BOOKS).default([]),
  }),
  barsRequestSchema,
  z.object({ type: z.literal("history"), symbol: marketSymbolSchema }),
]);
export type FromReader = z.infer<typeof fromReaderSchema>;
