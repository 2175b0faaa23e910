import type { Refusal } from "../../src/domain/refusal.ts";
import type { Result } from "../../src/domain/result.ts";
import type { Wishes } from "../../src/protocol/feed-internal.ts";
import type { BarsRequest, Tick } from "../../src/protocol/market-link.ts";
import type { Bars } from "./bar-requests.ts";

/**
 * Where a feed has it all from: the first shard from the account and its agent, a further one from the first. So the account
 * tells one feed, and only when somebody reads there.
 */
export interface Upstream {
  /** Asks to be told for another lease, and takes over how everything stands; refused when there is no such account. */
  refresh(): Promise<Result<null, Refusal>>;
  /** Asks not to be told any more. */
  unwatch(): Promise<void>;
  /** Asks for every tick and book of these from now on; rejects when that could not be asked. */
  wish(wishes: Wishes): Promise<void>;
  bars(request: Omit<BarsRequest, "type" | "id">): Promise<Bars>;
  /** The ticks of a symbol; null when nobody has more of them than this feed itself. */
  history(symbol: string): Promise<readonly Tick[]> | null;
}
