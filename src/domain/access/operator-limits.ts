import { FEED_CONNECT_LIMIT, FEED_MESSAGE_LIMIT, type RateLimit } from "./limits.ts";

const COUNT = /^[1-9][0-9]{0,5}$/;

/** A number that the operator sets; throws, naming the variable, when it is no whole number from 1 to 999999. */
export function countOf<Name extends string>(vars: Readonly<Record<Name, string>>, name: Name): number {
  if (!COUNT.test(vars[name])) throw new Error(`${name} must be a whole number from 1 to 999999`);
  return Number(vars[name]);
}

/** The operator's vars for the sockets of feeds; the design's numbers are the defaults in wrangler.toml. */
export interface FeedLimitVars {
  readonly LIMIT_SOCKETS_PER_ADDRESS: string;
  readonly LIMIT_RECONNECTS_PER_10S: string;
  readonly LIMIT_SOCKET_MESSAGES_PER_SECOND: string;
  readonly FEED_READERS_PER_SHARD: string;
}

/** Their names, for whoever hands them on. */
export const feedLimitNames = [
  "LIMIT_SOCKETS_PER_ADDRESS",
  "LIMIT_RECONNECTS_PER_10S",
  "LIMIT_SOCKET_MESSAGES_PER_SECOND",
  "FEED_READERS_PER_SHARD",
] as const satisfies (keyof FeedLimitVars)[];

/** What one address may do at feeds, and how many readers one object takes. */
export interface FeedLimits {
  /** Sockets of feeds that one address may have open. */
  readonly sockets: number;
  /** Connections of one address: one, and so many again. */
  readonly connects: RateLimit;
  /** Messages that the sockets of one address may send to a feed. */
  readonly messages: RateLimit;
  /** Above so many readers further ones go to another shard. */
  readonly readersPerShard: number;
}

export function feedLimitsOf(vars: FeedLimitVars): FeedLimits {
  return {
    sockets: countOf(vars, "LIMIT_SOCKETS_PER_ADDRESS"),
    connects: { ...FEED_CONNECT_LIMIT, limit: 1 + countOf(vars, "LIMIT_RECONNECTS_PER_10S") },
    messages: { ...FEED_MESSAGE_LIMIT, limit: countOf(vars, "LIMIT_SOCKET_MESSAGES_PER_SECOND") },
    readersPerShard: countOf(vars, "FEED_READERS_PER_SHARD"),
  };
}
