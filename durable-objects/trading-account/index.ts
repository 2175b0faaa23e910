import { DurableObject } from "cloudflare:workers";
import migrations from "../../migrations/trading-account/migrations.js";
import { type RawActor, theSystem } from "../../src/domain/audit/make-draft.ts";
import type { Sample } from "../../src/domain/metrics/sample.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok } from "../../src/domain/result.ts";
import type { StepTimes } from "../../src/domain/results/latency.ts";
import type { Env } from "../../src/env.ts";
import { clientAddress } from "../../src/middleware/client-address.ts";
import { type PairRequest, type PairResponse, pairRequestSchema } from "../../src/protocol/agent-link.ts";
import type { AccountProfile, Delivery } from "../../src/protocol/delivery.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import { readRetention } from "../shared/retention-rows.ts";
import { invalidSettings, readAccountInput } from "./account-input.ts";
import { AccountRow } from "./account-row.ts";
import { applyStop, placeOrder } from "./commands.ts";
import type { DealsPage, DealsQuery, EquityView } from "./figure-views.ts";
import { LinkState } from "./link-state.ts";
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
  Fault,
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
import { configureAccountSchema, createAccountSchema } from "./views.ts";

/** Two alarms are at least this far apart, so that a burst of deadlines is handled in a few of them. */
const MIN_ALARM_PAUSE_MS = 250;
const MAX_FAULTS = 200;

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
    const input = readAccountInput(configureAccountSchema, request);
    if (!input.ok) return input;
    return this.#with(({ account, session, commit, reader, audit }) => {
      const pips = JSON.stringify(account.pips);
      const [before, after] = [account.settings, input.value.settings];
      commit(() => {
        account.configure(input.value);
        const { subject } = account;
        audit.record({ action: "account.settings_changed", who, subject, before, after }, Date.now());
      });
      audit.deliver();
      if (JSON.stringify(account.pips) !== pips) session.reconcileAgain();
      return ok(reader.profile());
    });
  }

  /** What signals are checked against. */
  profile(): Answer<AccountProfile> {
    return this.#with(({ reader }) => ok(reader.profile()));
  }

  /**
   * Applies each delivery once, all in one transaction: as orders, or as a refusal that is kept. Orders go to
   * the agent as soon as it is their turn; the answer does not wait for that.
   */
  receive(deliveries: Delivery[]): Answer<Received> {
    return this.#with(({ account, intake, dispatcher, traffic, commit, inBackground }) => {
      const nowMs = Date.now();
      const plans = deliveries.map((delivery) => intake.plan(delivery, nowMs));
      const added = commit(() => plans.flatMap((plan) => intake.apply(plan, nowMs)));
      inBackground(dispatcher.run());
      traffic.ordered(added, nowMs);
      const applied = plans.map(({ alertId }) => alertId);
      return ok({ applied, profileVersion: account.profileVersion });
    });
  }

  /** Makes a code that pairs one agent; the code before it is void. */
  makePairingCode(who: RawActor = theSystem): Answer<PairingCode> {
    const random = crypto.getRandomValues(new Uint8Array(26));
    return this.#with(({ account, pairing, commit, audit }) => {
      const code = commit(() => {
        const { subject } = account;
        audit.record({ action: "agent.pairing_code_made", who, subject }, Date.now());
        return pairing.open(Date.now(), random);
      });
      audit.deliver();
      return ok(code);
    });
  }

  /** Redeems a pairing code: the key's agent becomes the account's only one, and the one before is cut off. */
  async pair(request: PairRequest, who: RawActor = { kind: "agent" }): Promise<Answer<PairResponse>> {
    const parts = this.#open();
    const parsed = pairRequestSchema.safeParse(request);
    // An account that does not exist answers as one that does not know the code.
    if (parts === undefined || !parsed.success) return err(invalidCode());
    const { account, pairing, session, keys, commit, audit, doors, feed } = parts;
    const { subject } = account;
    const refused = (why: Refusal) => {
      doors.refused({ action: "agent.pairing_refused", code: why.code, who, subject }, Date.now());
      return err(why);
    };
    const verified = await pairing.verify(parsed.data, Date.now());
    if (!verified.ok) return refused(verified.error);
    const random = crypto.getRandomValues(new Uint8Array(16));
    const agentId = commit(() => {
      const made = pairing.redeem(parsed.data, Date.now(), random);
      if (made === undefined) return undefined;
      session.replaceAgent(made);
      audit.record({ action: "agent.paired", who: { ...who, id: made }, subject }, Date.now());
      return made;
    });
    if (agentId === undefined) return refused(invalidCode());
    audit.deliver();
    session.closeRevoked();
    parts.inBackground(feed.agentPaired(agentId));
    return ok({ agentId, accountId: account.id, gatewayKeys: keys.publicKeys() });
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

  /** The newest faults, at most 200. */
  faults(limit: number): Answer<Fault[]> {
    const most = Math.min(Math.max(1, Math.trunc(limit)), MAX_FAULTS);
    return this.#with(({ ledger }) => ok(ledger.faults.latest(most)));
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
    const nowMs = Date.now();
    parts.commit(() => {
      const nextMs = parts.watch.check(nowMs);
      parts.stops.look(nowMs);
      parts.notices.look(nowMs);
      if (nextMs !== null) this.#alarms.noLaterThan(Math.max(nextMs, nowMs + MIN_ALARM_PAUSE_MS));
      parts.metrics.store();
    });
    parts.doors.alarm(nowMs);
    parts.outbox.alarm();
    parts.sweeper.alarm(nowMs);
    parts.inBackground(parts.dispatcher.run());
  }

  /** How long the tenant has things kept; what its outbox brings, at least once and in any order. */
  applyRetention(messages: readonly string[]): void {
    const parts = this.#open();
    const told = messages.map(readRetention).filter(({ tenantId }) => tenantId === parts?.account.tenantId);
    parts?.commit(() => {
      for (const message of told) parts.retention.apply(message, Date.now());
    });
    parts?.sweeper.changed(Date.now());
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
