import type { Env } from "../../src/env.ts";
import { isFeed } from "../../src/protocol/feed-internal.ts";
import type { Alarms } from "../shared/alarms.ts";
import { AuditPost, sendToTenant } from "../shared/audit-post.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import { DoorWatch } from "../shared/door-watch.ts";
import { Outbox } from "../shared/outbox.ts";
import { AccountRow } from "./account-row.ts";
import { AgentSockets } from "./agent-sockets.ts";
import { Dispatcher } from "./dispatcher.ts";
import { FeedTeller } from "./feed-teller.ts";
import { feedOrder, feedSnapshot, feedState } from "./feed-view.ts";
import { GatewayKeys } from "./gateway-keys.ts";
import { Intake } from "./intake.ts";
import { Ledger } from "./ledger.ts";
import { LinkState } from "./link-state.ts";
import { PairingDesk } from "./pairing-desk.ts";
import { Previews } from "./previews.ts";
import { Reader } from "./reader.ts";
import { RefusalTable } from "./refusal-table.ts";
import type * as schema from "./schema.ts";
import { AgentSession } from "./session.ts";
import { SignInDesk } from "./sign-in.ts";
import type { Commit } from "./tables.ts";
import { Terminal } from "./terminal.ts";
import { Watch } from "./watch.ts";

/** The parts of an account that exists, made from what is stored. They are the object's whole memory. */
export interface Parts {
  readonly account: AccountRow;
  readonly terminal: Terminal;
  readonly ledger: Ledger;
  readonly intake: Intake;
  readonly dispatcher: Dispatcher;
  readonly previews: Previews;
  readonly session: AgentSession;
  readonly signIns: SignInDesk;
  readonly pairing: PairingDesk;
  readonly keys: GatewayKeys;
  readonly watch: Watch;
  readonly reader: Reader;
  readonly outbox: Outbox<typeof schema>;
  readonly audit: AuditPost<typeof schema>;
  readonly doors: DoorWatch;
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
  const ledger = new Ledger(db, link, (order, events, step) =>
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
  const doors = new DoorWatch((happening, nowMs) => {
    commit(() => audit.record(happening, nowMs));
    audit.deliver();
  }, alarms);
  const dispatcher = new Dispatcher({
    accountId: account.id,
    ledger,
    link,
    terminal,
    sockets,
    keys,
    commit,
    now,
  });
  const reader = new Reader({ account, terminal, ledger, refusals, link, sockets });
  const feed = new FeedTeller({
    ...{ db, env, outbox, inBackground, now },
    accountId: account.id,
    state: () => feedState(reader, terminal),
    snapshot: () => feedSnapshot(reader, terminal, ledger),
    stateVersion: () => terminal.changes + link.changes + ledger.alarms.changes,
  });
  const previews = new Previews({ account, terminal, link, sockets });
  return {
    account,
    terminal,
    ledger,
    intake: new Intake(account, terminal, ledger, refusals, alarms, (alertId, orderIds, refusal, atMs) =>
      feed.tell({ kind: "alert", alertId, orderIds: [...orderIds], refusal, atMs }),
    ),
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
      commit,
      now,
      inBackground,
    }),
    signIns,
    pairing: new PairingDesk(db, account.id),
    keys,
    watch: new Watch(ledger, terminal),
    reader,
    outbox,
    audit,
    doors,
    feed,
    commit,
    inBackground,
  };
}
