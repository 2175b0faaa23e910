import type { Happening } from "../../src/domain/audit/make-draft.ts";
import type { Env } from "../../src/env.ts";
import { isFeed } from "../../src/protocol/feed-internal.ts";
import type { Alarms } from "../shared/alarms.ts";
import { AuditPost, sendToTenant } from "../shared/audit-post.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import { DoorWatch } from "../shared/door-watch.ts";
import { Observer } from "../shared/observer.ts";
import { Outbox } from "../shared/outbox.ts";
import { RetentionRows } from "../shared/retention-rows.ts";
import { Sweeper } from "../shared/sweeper.ts";
import { AccountMetrics } from "./account-metrics.ts";
import { AccountRow } from "./account-row.ts";
import { AgentSockets } from "./agent-sockets.ts";
import { DealLog } from "./deal-log.ts";
import { Dispatcher } from "./dispatcher.ts";
import { FeedTeller } from "./feed-teller.ts";
import { feedOrder, feedSnapshot, feedState } from "./feed-view.ts";
import { Forgotten } from "./forgotten.ts";
import { GatewayKeys } from "./gateway-keys.ts";
import { HaltSender } from "./halt-sender.ts";
import { Intake } from "./intake.ts";
import { Ledger } from "./ledger.ts";
import { LinkState } from "./link-state.ts";
import { accountStocks } from "./old-records.ts";
import { PairingDesk } from "./pairing-desk.ts";
import { Previews } from "./previews.ts";
import { Reader } from "./reader.ts";
import { RefusalTable } from "./refusal-table.ts";
import { Requests } from "./requests.ts";
import type * as schema from "./schema.ts";
import { AgentSession } from "./session.ts";
import { SignInDesk } from "./sign-in.ts";
import { StopState } from "./stop-state.ts";
import { Stops } from "./stops.ts";
import type { Commit } from "./tables.ts";
import { Terminal } from "./terminal.ts";
import { AccountTraffic } from "./traffic.ts";
import { Watch } from "./watch.ts";

/** The parts of an account that exists, made from what is stored. They are the object's whole memory. */
export interface Parts {
  readonly account: AccountRow;
  readonly terminal: Terminal;
  readonly ledger: Ledger;
  readonly deals: DealLog;
  readonly intake: Intake;
  readonly stops: Stops;
  readonly requests: Requests;
  readonly dispatcher: Dispatcher;
  readonly previews: Previews;
  readonly session: AgentSession;
  readonly signIns: SignInDesk;
  readonly pairing: PairingDesk;
  readonly keys: GatewayKeys;
  readonly watch: Watch;
  readonly reader: Reader;
  readonly metrics: AccountMetrics;
  readonly outbox: Outbox<typeof schema>;
  readonly audit: AuditPost<typeof schema>;
  readonly doors: DoorWatch;
  readonly retention: RetentionRows<typeof schema>;
  readonly sweeper: Sweeper;
  readonly traffic: AccountTraffic;
  readonly feed: FeedTeller;
  readonly commit: Commit;
  readonly inBackground: (work: Promise<void>) => void;
}

export function makeParts(
  ctx: DurableObjectState,
  env: Env,
  database: ObjectDatabase<typeof schema>,
  alarms: Alarms,
): Parts {
  const { db } = database;
  const now = (): number => Date.now();
  const account = new AccountRow(db);
  const terminal = new Terminal(db);
  const link = new LinkState(db);
  const forgotten = new Forgotten(db);
  const ledger = new Ledger(db, link, forgotten, (order, events, step) =>
    feed.tell({ kind: "order", order: feedOrder(order, events), step }),
  );
  const refusals = new RefusalTable(db);
  const sockets = new AgentSockets(ctx);
  const keys = new GatewayKeys(env.GATEWAY_KEYS);
  const signIns = new SignInDesk(db, account.id);
  const inBackground = (work: Promise<void>): void => ctx.waitUntil(work);
  const commit: Commit = (work) => {
    try {
      const result = work();
      link.save();
      feed.commit();
      return result;
    } catch (error) {
      // Drops what was written, and with the instance what the parts hold in memory.
      ctx.abort("a transaction failed");
      throw error;
    }
  };
  const outbox = new Outbox<typeof schema>({
    ctx,
    db,
    alarms,
    send: async (destination, messages) => {
      if (!isFeed(destination)) return sendToTenant(env, destination, messages);
      await env.FEED.getByName(destination).tell(messages);
    },
  });
  const audit = new AuditPost(outbox, () => account.tenantId);
  const record = (happening: Happening, nowMs: number): void => {
    commit(() => audit.record(happening, nowMs));
    // Some entries are made within a commit: what it is about must be stored before it is sent.
    queueMicrotask(() => audit.deliver());
  };
  const retention = new RetentionRows(db);
  const sweeper = new Sweeper({
    alarms,
    stocks: accountStocks(db, forgotten, () => retention.of(account.tenantId)),
    transaction: (work) => database.transaction(work),
  });
  const doors = new DoorWatch(record, alarms);
  const traffic = new AccountTraffic(db, new Observer(record, () => account.subject));
  ledger.onFailed((code, unknown, nowMs) => traffic.failed(code, unknown, nowMs));
  const stopState = new StopState(db);
  const stops = new Stops({ state: stopState, account, terminal, ledger, link, sockets, alarms });
  const halts = new HaltSender({ accountId: account.id, state: stopState, ledger, link, sockets, keys });
  const intake = new Intake({
    account,
    terminal,
    ledger,
    refusals,
    forgotten,
    alarms,
    metrics: link.metrics,
    stops,
    told: (alertId, orderIds, refusal, atMs) =>
      feed.tell({ kind: "alert", alertId, orderIds: [...orderIds], refusal, atMs }),
  });
  const dispatcher = new Dispatcher({
    accountId: account.id,
    ledger,
    link,
    terminal,
    sockets,
    keys,
    halts,
    stops,
    commit,
    now,
  });
  const reader = new Reader({ account, terminal, ledger, refusals, link, sockets, stops });
  const feed = new FeedTeller({
    ...{ db, env, outbox, inBackground, now },
    accountId: account.id,
    state: () => feedState(reader, terminal),
    snapshot: () => feedSnapshot(reader, terminal, ledger),
    stateVersion: () => terminal.changes + link.changes + ledger.alarms.changes + stopState.changes,
  });
  const previews = new Previews({ account, terminal, link, sockets });
  return {
    account,
    terminal,
    ledger,
    deals: new DealLog(db),
    intake,
    stops,
    requests: new Requests({ account, terminal, ledger, intake, link, sockets, audit, commit }),
    dispatcher,
    previews,
    session: new AgentSession({
      account,
      ledger,
      link,
      terminal,
      sockets,
      signIns,
      dispatcher,
      previews,
      halts,
      stops,
      commit,
      now,
      inBackground,
    }),
    signIns,
    pairing: new PairingDesk(db, account.id),
    keys,
    watch: new Watch(ledger, terminal),
    reader,
    metrics: new AccountMetrics({ account, reader, link, outbox, commit }),
    outbox,
    audit,
    doors,
    retention,
    sweeper,
    traffic,
    feed,
    commit,
    inBackground,
  };
}
