import * as z from "zod";
import { accountIdSchema, agentIdSchema, idSchema, tenantIdSchema } from "../domain/ids.ts";
import { feedEventSchema, feedSnapshotSchema, feedStateSchema } from "./feed-state.ts";
import { bookSchema, marketSymbolSchema, tickSchema } from "./market-link.ts";

/**
 * What the gateway's own objects tell a feed, and ask for it. They are deployed together but not at the same
 * moment, so they parse what they get from each other.
 */

/** One commit of the account, through its outbox. */
export const feedNewsSchema = z.object({ events: z.array(feedEventSchema) });
export type FeedNews = z.infer<typeof feedNewsSchema>;

/**
 * The answer of an account that is asked to be watched. `watchId` is another one when the account was not
 * watched for a while, so that events may be missing in between.
 */
export const watchedSchema = z.object({ watchId: z.string(), snapshot: feedSnapshotSchema });
export type Watched = z.infer<typeof watchedSchema>;

/** How long an account tells its feed, unless it is asked again. */
export const FEED_LEASE_MS = 120_000;

/** On whose rights a socket hangs. */
export const holderSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("session"),
    userId: idSchema("usr"),
    sessionId: z.string(),
    tenantId: tenantIdSchema,
  }),
  z.object({ kind: z.literal("token"), tenantId: tenantIdSchema, tokenId: z.string() }),
  /** The operator's bootstrap token, which ends with the deployment's configuration only. */
  z.object({ kind: z.literal("bootstrap"), tenantId: tenantIdSchema }),
]);
export type Holder = z.infer<typeof holderSchema>;

/** The name of a holder, as its object tells the feed about it; null for one that never ends. */
export function nameOfHolder(holder: Holder): string | null {
  if (holder.kind === "session") return `session ${holder.sessionId}`;
  return holder.kind === "token" ? `token ${holder.tokenId}` : null;
}

/** What a person's or a tenant's object tells a feed: whose sockets to close, and why. */
export const holderNewsSchema = z.object({
  holder: z.string(),
  why: z.enum(["sessionEnded", "rightsChanged"]),
});
export type HolderNews = z.infer<typeof holderNewsSchema>;

/** A reader as the Worker admitted it; in a header of the upgrade, which no client can reach. */
export const readerSchema = z.object({
  accountId: accountIdSchema,
  holder: holderSchema,
  /** As `clientKey` has it. */
  address: z.string(),
  /** The name under which the address' guard counts the socket. */
  socketId: z.string(),
  version: z.string(),
  after: z.string().nullable(),
});
export type Reader = z.infer<typeof readerSchema>;

export const READER_HEADER = "x-sallyport-reader";

/** The name of a feed's object. */
export function feedName(accountId: string, shard: number): string {
  return `${accountId}/${shard}`;
}

/**
 * The account of a feed, and its shard: the first one, 0, is told by the account and passes on to the others. Null when
 * it is no name of a feed.
 */
export function partsOfFeedName(name: string): { readonly accountId: string; readonly shard: number } | null {
  const match = /^([^/]+)\/(0|[1-9][0-9]{0,3})$/.exec(name);
  const [, accountId, shard] = match ?? [];
  return accountId === undefined || shard === undefined ? null : { accountId, shard: Number(shard) };
}

/** In the first shard's answer to an upgrade: the shard that has room for this reader. */
export const SHARD_HEADER = "x-sallyport-shard";

/** Symbols whose ticks, and whose book, somebody watches at a feed. */
export const wishesSchema = z.object({
  symbols: z.array(marketSymbolSchema),
  books: z.array(marketSymbolSchema),
});
export type Wishes = z.infer<typeof wishesSchema>;

/** Events of the first shard's record, as JSON, with the number of the one before them. */
const recordSchema = z.object({ era: z.string(), after: z.int().nonnegative(), events: z.array(z.string()) });
export type EventRecord = z.infer<typeof recordSchema>;

/** A further shard asks the first one to be told for another lease; `era` and `last` say where its own record ends. */
export const shardWatchSchema = z.object({
  shard: z.int().positive(),
  readers: z.int().nonnegative(),
  era: z.string(),
  last: z.int().nonnegative(),
});
export type ShardWatch = z.infer<typeof shardWatchSchema>;

/** The answer: what its record lacks, or the whole record when that does not follow; and how everything stands after it. */
export const shardWatchedSchema = z.object({ record: recordSchema, snapshot: feedSnapshotSchema });
export type ShardWatched = z.infer<typeof shardWatchedSchema>;

/** What the first shard passes on. The record may be empty: by where it begins a shard sees whether it has missed anything. */
export const relayedSchema = z.object({
  record: recordSchema,
  /** The newest, when it changed. */
  state: feedStateSchema.nullable(),
  ticks: z.array(tickSchema),
  books: z.array(bookSchema),
});
export type Relayed = z.infer<typeof relayedSchema>;

/** The newest that is known of what a shard wishes for. */
export const newestSchema = z.object({ ticks: z.array(tickSchema), books: z.array(bookSchema) });
export type Newest = z.infer<typeof newestSchema>;

/** True for the name of a feed among the destinations of an outbox, where an account's own name has no slash. */
export function isFeed(destination: string): boolean {
  return destination.startsWith("acc_") && destination.includes("/");
}

/** An agent's market link as the Worker admitted it; in a header, as `readerSchema`. */
export const marketAgentSchema = z.object({ agentId: agentIdSchema });

export const AGENT_HEADER = "x-sallyport-agent";
