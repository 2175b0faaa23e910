import { DurableObject } from "cloudflare:workers";
import migrations from "../../migrations/trading-account/migrations.js";
import { type RawActor, theSystem } from "../../src/domain/audit/make-draft.ts";
import type { Sample } from "../../src/domain/metrics/sample.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok } from "../../src/domain/result.ts";
import type { StepTimes } from "../../src/domain/results/latency.ts";
import type { Env } from "../../src/env.ts";
import { clientAddress } from "../../src/middleware/client-address.ts";
import type { PairRequest, PairResponse } from "../../src/protocol/agent-link.ts";
import type { AccountProfile, Delivery } from "../../src/protocol/delivery.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import { invalidSettings, readAccountInput } from "./account-input.ts";
import { AccountRow } from "./account-row.ts";
import { applyRetention, applyStop, configure, placeOrder, takeDeliveries } from "./commands.ts";
import type { DealsPage, DealsQuery, EquityView } from "./figure-views.ts";
import { LinkState } from "./link-state.ts";
import { makePairingCode, pairAgent } from "./pairing.ts";
import { invalidCode } from "./pairing-desk.ts";
import { makeParts, type Parts } from "./parts.ts";
import * as schema from "./schema.ts";
import { stepTimes } from "./step-times.ts";
import type { AccountStopView } from "./stop-views.ts";
import { admitMarket, answerUpgrade, problem } from "./upgrade.ts";
import type {
  AccountOverview,
  AlertOrders,
  Answer,
  AskedPreview,
  ConfigureAccount,
  CreateAccount,
  Ordered,
  OrderRequest,
  OrdersPage,
  OrdersQuery,
  OrderView,
  PairingCode,
  PositionsView,
  Preview,
  Received,
  SymbolsView,
} from "./views.ts";
import { createAccountSchema } from "./views.ts";
import { wake } from "./wake.ts";

/** One account at one venue: its orders and ledger, its agent, its positions as last reported. */
export class TradingAccount extends DurableObject<Env> {
  readonly #database: ObjectDatabase<typeof schema>;
  readonly #alarms: Alarms;
  #parts: Parts | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#database = new ObjectDatabase(ctx, schema, migrations);
    this.#alarms = new Alarms(ctx);
  }

  /** Makes the account. May be repeated with the same tenant; then it changes nothing. */
  async create(request: CreateAccount): Promise<Answer<null>> {
    const input = readAccountInput(createAccountSchema, request);
    if (!input.ok) return input;
    const { id, tenantId } = input.value;
    // The id leads to the object; one that does not would make an account that nobody finds.
    if (this.ctx.id.name !== id) return err(invalidSettings("id"));
    await this.#database.create();
    const { db } = this.#database;
    if (!AccountRow.exists(db)) {
      this.#database.transaction(() => {
        AccountRow.create(db, input.value, Date.now());
        LinkState.create(db);
      });
    }
    if (this.#open()?.account.tenantId === tenantId) return ok(null);
    return err(refusal("account_exists", "There is another account with this id."));
  }

  exists(): boolean {
    return this.#open() !== undefined;
  }

  /** Replaces the account's name and the owner's settings. */
  configure(request: ConfigureAccount, who: RawActor = theSystem): Answer<AccountProfile> {
    return this.#with((parts) => configure(parts, request, who));
  }

  /** What signals are checked against. */
  profile(): Answer<AccountProfile> {
    return this.#with(({ reader }) => ok(reader.profile()));
  }

  /** Applies each delivery once, all in one transaction: as orders, or as a refusal that is kept. */
  receive(deliveries: Delivery[]): Answer<Received> {
    return this.#with((parts) => takeDeliveries(parts, deliveries));
  }

  /** Makes a code that pairs one agent; the code before it is void. */
  makePairingCode(who: RawActor = theSystem): Answer<PairingCode> {
    return this.#with((parts) => makePairingCode(parts, who));
  }

  /** Redeems a pairing code: the key's agent becomes the account's only one, and the one before is cut off. */
  async pair(request: PairRequest, who: RawActor = { kind: "agent" }): Promise<Answer<PairResponse>> {
    const parts = this.#open();
    // An account that does not exist answers as one that does not know the code.
    return parts === undefined ? err(invalidCode()) : pairAgent(parts, request, who);
  }

  overview(): Answer<AccountOverview> {
    return this.#with(({ reader }) => ok(reader.overview()));
  }

  /** What alerts came to here, in the order asked for. */
  ordersOfAlerts(alertIds: string[]): Answer<AlertOrders[]> {
    return this.#with(({ reader }) => ok(reader.ordersOfAlerts(alertIds)));
  }

  /** `bad_cursor` when `before` is not one that a page ended with. */
  orders(query: OrdersQuery): Answer<OrdersPage> {
    return this.#with(({ reader }) => reader.orders(query));
  }

  /** `unknown_order` when the account has none with that id. */
  order(id: string): Answer<OrderView> {
    return this.#with(({ reader }) => reader.order(id));
  }

  /** Also of positions that closed without an order. `bad_cursor` as in `orders`. */
  deals(query: DealsQuery): Answer<DealsPage> {
    return this.#with(({ deals }) => deals.page(query));
  }

  /** How the account stood from then on and before then, by time, and how it stands; see equity-log.ts. */
  equity(fromMs: number, toMs: number): Answer<EquityView> {
    return this.#with(({ equity, terminal }) =>
      ok({ samples: equity.samples(fromMs, toMs), now: terminal.money }),
    );
  }

  /** When the newest orders came to each step of their way. */
  stepTimes(newest: number): Answer<StepTimes[]> {
    return this.#with(() => ok(stepTimes(this.#database.db, newest)));
  }

  /** What this would become here; sends nothing but the question to the agent. */
  async preview(asked: AskedPreview): Promise<Answer<Preview>> {
    const parts = this.#open();
    return parts === undefined ? err(unknownAccount()) : parts.previews.of(asked);
  }

  /** Takes what a person or program orders, once by the id of its request; the orders go as soon as it is their turn. */
  placeOrder(request: OrderRequest, who: RawActor): Answer<Ordered> {
    return this.#with((parts) => placeOrder(parts, request, who));
  }

  /** Takes the tenant's words about emergency stops (JSON of `AccountStop`), each once; the answer is how it stands. */
  applyStop(messages: readonly string[]): Answer<AccountStopView> {
    return this.#with((parts) => applyStop(parts, messages));
  }

  stopView(): Answer<AccountStopView> {
    return this.#with(({ stops }) => ok(stops.view()));
  }

  positions(): Answer<PositionsView> {
    return this.#with(({ terminal }) => ok(terminal.positions()));
  }

  symbols(): Answer<SymbolsView> {
    return this.#with(({ terminal, account }) => ok(terminal.symbols(account.pips)));
  }

  /** Signs in the agent's market link, whose token is used up by it; the agent's id. */
  async admitMarket(authorization: string | null, address: string | null): Promise<Answer<string>> {
    const parts = this.#open();
    return parts === undefined ? err(unknownAccount()) : admitMarket(parts, authorization, address);
  }

  /** A feed has readers: it is told what happens for a lease from now on. JSON of `watchedSchema`. */
  watchFeed(feed: string): Answer<string> {
    return this.#with((parts) => ok(JSON.stringify(parts.feed.watch(feed))));
  }

  unwatchFeed(feed: string): void {
    this.#open()?.feed.unwatch(feed);
  }

  /** What /metrics shows of the account, for its tenant only. */
  metrics(tenantId: string): Answer<Sample[]> {
    return this.#with(({ metrics }) => metrics.samples(tenantId));
  }

  /** The agent's WebSocket upgrade, nothing else. */
  override async fetch(request: Request): Promise<Response> {
    const parts = this.#open();
    if (parts === undefined) return problem(404, unknownAccount());
    const { account, doors } = parts;
    return answerUpgrade(request, parts.signIns, parts.session, ({ code }) => {
      const address = clientAddress(request, this.env.CLIENT_ADDRESS);
      const who = { kind: "agent", address } as const;
      doors.refused({ action: "agent.link_refused", code, who, subject: account.subject }, Date.now());
    });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#open()?.session.message(socket, message);
  }

  override webSocketClose(): void {
    this.#open()?.session.closed();
  }

  override webSocketError(socket: WebSocket): void {
    this.#open()?.session.failed(socket);
  }

  override alarm(): void {
    this.#alarms.fired();
    const parts = this.#open();
    if (parts === undefined) return;
    wake(parts, this.#alarms);
  }

  /** How long the tenant has things kept; what its outbox brings, at least once and in any order. */
  applyRetention(messages: readonly string[]): void {
    const parts = this.#open();
    if (parts !== undefined) applyRetention(parts, messages);
  }

  #with<T>(use: (parts: Parts) => Answer<T>): Answer<T> {
    const parts = this.#open();
    return parts === undefined ? err(unknownAccount()) : use(parts);
  }

  /** The parts of the account, or undefined when it was never created. */
  #open(): Parts | undefined {
    if (this.#parts !== undefined) return this.#parts;
    if (!this.#database.created || !AccountRow.exists(this.#database.db)) return undefined;
    this.#parts = makeParts(this.ctx, this.env, this.#database, this.#alarms);
    // The instance before may have ended between a commit and the send that follows from it.
    this.#parts.inBackground(this.#parts.dispatcher.run());
    this.#parts.sweeper.arm(Date.now());
    return this.#parts;
  }
}

function unknownAccount(): Refusal {
  return refusal("unknown_account", "There is no such account.");
}
