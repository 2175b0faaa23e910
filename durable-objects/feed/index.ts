import { DurableObject } from "cloudflare:workers";
import migrations from "../../migrations/feed/migrations.js";
import type { Env } from "../../src/env.ts";
import {
  AGENT_HEADER,
  feedNewsSchema,
  holderNewsSchema,
  marketAgentSchema,
  READER_HEADER,
  readerSchema,
} from "../../src/protocol/feed-internal.ts";
import { feedStateSchema } from "../../src/protocol/feed-state.ts";
import type { BarsRequest } from "../../src/protocol/market-link.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import { MarketSockets, readAgentFrame, refuseFrame } from "./agent-sockets.ts";
import { BarRequests, type Bars } from "./bar-requests.ts";
import { EventRing } from "./event-ring.ts";
import { FeedRow } from "./feed-row.ts";
import { Hub } from "./hub.ts";
import { Market } from "./market.ts";
import { Picture } from "./picture.ts";
import { Readers } from "./readers.ts";
import * as schema from "./schema.ts";
import { Sockets } from "./sockets.ts";
import { accountSource } from "./source.ts";

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
  #hub: Hub | null = null;
  #market: Market | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#database = new ObjectDatabase(ctx, schema, migrations);
    this.#alarms = new Alarms(ctx);
    this.#sockets = new Sockets(ctx);
    this.#agent = new MarketSockets(ctx);
    this.#bars = new BarRequests(this.#agent);
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
    if (!this.#database.created) await this.#database.create();
    const hub = this.#open();
    if (hub === null) throw new Error("a feed has no name");
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
    this.#open()?.holders(messages.map((text) => holderNewsSchema.parse(JSON.parse(text))));
  }

  /** The newest bars of a symbol, from the terminal, whether or not somebody reads here. */
  bars(request: Omit<BarsRequest, "type" | "id">): Promise<Bars> {
    return this.#bars.ask(request);
  }

  /** From the account: another agent was paired, and the one before has no business here. */
  agentPaired(agentId: string): void {
    this.#agent.keepOnly(agentId);
  }

  /** Those of these sockets that are open here. */
  holds(socketIds: readonly string[]): string[] {
    const open = new Set(this.#sockets.open().map(({ attachment }) => attachment.socketId));
    return socketIds.filter((id) => open.has(id));
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
    this.#open()?.left();
    await this.env.ADDRESS_GUARD.getByName(origin.address).feedSocketsClosed([origin.socketId]);
  }

  /** Null while nobody ever read here. */
  #open(): Hub | null {
    if (this.#hub !== null) return this.#hub;
    const { name } = this.ctx.id;
    const [accountId] = name?.split("/") ?? [];
    if (!this.#database.created || name === undefined || accountId === undefined) return null;
    const { db } = this.#database;
    const row = new FeedRow(db);
    const ring = new EventRing(db, row.row.era);
    const readers = new Readers(this.#sockets, () => ring);
    const picture = new Picture({ row, ring, readers, sockets: this.#sockets, agent: this.#agent });
    const market = new Market(this.#agent, this.#sockets, readers);
    this.#market = market;
    const source = accountSource(this.env, accountId, name);
    const { env } = this;
    const sockets = this.#sockets;
    const alarms = this.#alarms;
    const bars = this.#bars;
    this.#hub = new Hub({
      env,
      name,
      accountId,
      row,
      ring,
      sockets,
      readers,
      picture,
      market,
      bars,
      source,
      alarms,
    });
    return this.#hub;
  }
}
