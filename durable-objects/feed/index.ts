import { DurableObject } from "cloudflare:workers";
import migrations from "../../migrations/feed/migrations.js";
import type { Refusal } from "../../src/domain/refusal.ts";
import { ok, type Result } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import {
  AGENT_HEADER,
  feedNewsSchema,
  holderNewsSchema,
  marketAgentSchema,
  type Newest,
  partsOfFeedName,
  READER_HEADER,
  type Relayed,
  readerSchema,
  relayedSchema,
  SHARD_HEADER,
  type ShardWatch,
  shardWatchSchema,
  type Wishes,
  wishesSchema,
} from "../../src/protocol/feed-internal.ts";
import { feedStateSchema } from "../../src/protocol/feed-state.ts";
import type { BarsRequest, Tick } from "../../src/protocol/market-link.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import { MarketSockets, readAgentFrame, refuseFrame } from "./agent-sockets.ts";
import { BarRequests, type Bars } from "./bar-requests.ts";
import type { Hub } from "./hub.ts";
import type { Market } from "./market.ts";
import { makeHub } from "./parts.ts";
import * as schema from "./schema.ts";
import { Sockets } from "./sockets.ts";

/**
 * The live stream of one trading account to browsers and programs. It exists only while somebody reads: a minute
 * after the last reader it has forgotten everything, and the account tells it nothing any more.
 */
export class Feed extends DurableObject<Env> {
  readonly #database: ObjectDatabase<typeof schema>;
  readonly #alarms: Alarms;
  readonly #sockets: Sockets;
  readonly #agent: MarketSockets;
  readonly #bars: BarRequests;
  /** Which account's, and which shard of it; null for an object without a feed's name. */
  readonly #self: ReturnType<typeof partsOfFeedName>;
  #hub: Hub | null = null;
  #market: Market | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#database = new ObjectDatabase(ctx, schema, migrations);
    this.#alarms = new Alarms(ctx);
    this.#sockets = new Sockets(ctx);
    this.#agent = new MarketSockets(ctx);
    this.#bars = new BarRequests(this.#agent);
    this.#self = partsOfFeedName(ctx.id.name ?? "");
  }

  /** A reader's or the agent's WebSocket upgrade, as the Worker admitted it; nothing else gets here. */
  override async fetch(request: Request): Promise<Response> {
    const agent = request.headers.get(AGENT_HEADER);
    if (agent !== null) {
      const webSocket = this.#agent.accept(marketAgentSchema.parse(JSON.parse(agent)).agentId);
      this.#open();
      this.#market?.agentCame(Date.now());
      return new Response(null, { status: 101, webSocket });
    }
    const reader = readerSchema.parse(JSON.parse(request.headers.get(READER_HEADER) ?? "null"));
    const hub = await this.#make();
    const seat = hub.seat();
    if (seat !== null) return new Response(null, { headers: { [SHARD_HEADER]: String(seat) } });
    return new Response(null, { status: 101, webSocket: await hub.join(reader) });
  }

  /** Events from the account's outbox, at least once; confirmed when they are stored. */
  tell(messages: readonly string[]): void {
    const news = messages.map((text) => feedNewsSchema.parse(JSON.parse(text)));
    this.#open()?.events(news.flatMap(({ events }) => events));
  }

  /** How account and positions stand now. */
  async tellState(text: string): Promise<void> {
    await this.#open()?.state(feedStateSchema.parse(JSON.parse(text)));
  }

  /** From the objects of people and tenants: whose rights ended or changed. */
  tellHolders(messages: readonly string[]): void {
    this.#open()?.door.holders(messages.map((text) => holderNewsSchema.parse(JSON.parse(text))));
  }

  /** From the first shard: what it has to pass on; how many read here. */
  async relay(news: Relayed): Promise<number> {
    return (await this.#open()?.relayed(relayedSchema.parse(news))) ?? 0;
  }

  /** From a further shard, which asks to be told: what it lacks and how everything stands, as JSON. */
  async watchShard(watch: ShardWatch): Promise<Result<string, Refusal>> {
    const hub = await this.#make();
    const watched = await hub.watchShard(shardWatchSchema.parse(watch));
    return watched.ok ? ok(JSON.stringify(watched.value)) : watched;
  }

  unwatchShard(shard: number): void {
    this.#open()?.unwatchShard(shard);
  }

  /** From a further shard: what its readers watch now; the newest that is known of it. */
  wishOfShard(shard: number, wishes: Wishes): Newest {
    return this.#open()?.wishOfShard(shard, wishesSchema.parse(wishes)) ?? { ticks: [], books: [] };
  }

  /** The ticks that this feed has of a symbol. */
  ticksOf(symbol: string): Tick[] {
    this.#open();
    return this.#market?.ticksOf(symbol) ?? [];
  }

  /** The newest bars of a symbol, from the terminal, whether or not somebody reads here. */
  bars(request: Omit<BarsRequest, "type" | "id">): Promise<Bars> {
    return this.#bars.ask(request);
  }

  /** From the account: another agent was paired, and the one before has no business here. */
  agentPaired(agentId: string): void {
    this.#agent.keepOnly(agentId);
  }

  /** Those of these sockets that are open here, or at a shard that is told from here. */
  async holds(socketIds: string[]): Promise<string[]> {
    const open = new Set(this.#sockets.open().map(({ attachment }) => attachment.socketId));
    const shards = this.#open()?.shardNames() ?? [];
    const theirs = await Promise.all(shards.map((name) => this.env.FEED.getByName(name).holds(socketIds)));
    return [...socketIds.filter((id) => open.has(id)), ...theirs.flat()];
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const hub = this.#open();
    if (this.#agent.isAgent(socket)) this.#agentTold(socket, message);
    else await hub?.message(socket, message);
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    await this.#left(socket);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.#left(socket);
  }

  override async alarm(): Promise<void> {
    this.#alarms.fired();
    const hub = this.#open();
    if (hub === null || !(await hub.alarm(Date.now()))) return;
    this.#hub = null;
    this.#market = null;
    await this.#database.forget();
  }

  #agentTold(socket: WebSocket, message: string | ArrayBuffer): void {
    const frame = readAgentFrame(message);
    if (frame === null) refuseFrame(socket);
    else if (frame.type === "bars") this.#bars.answered(frame.id, frame.bars);
    else if (frame.type === "ticks") this.#market?.ticks(frame.items);
    else this.#market?.book(frame.book);
  }

  async #left(socket: WebSocket): Promise<void> {
    const origin = this.#sockets.originOf(socket);
    if (origin === null) return;
    this.#sockets.forget(socket);
    this.#open()?.left();
    await this.env.ADDRESS_GUARD.getByName(origin.address).feedSocketsClosed([origin.socketId]);
  }

  async #make(): Promise<Hub> {
    if (!this.#database.created) await this.#database.create();
    const hub = this.#open();
    if (hub === null) throw new Error("a feed has no name");
    return hub;
  }

  /** Null while nobody ever read here. */
  #open(): Hub | null {
    if (this.#hub !== null) return this.#hub;
    if (!this.#database.created || this.#self === null) return null;
    const { hub, market } = makeHub({
      ...this.#self,
      env: this.env,
      db: this.#database.db,
      sockets: this.#sockets,
      agent: this.#agent,
      bars: this.#bars,
      alarms: this.#alarms,
    });
    this.#hub = hub;
    this.#market = market;
    return hub;
  }
}
