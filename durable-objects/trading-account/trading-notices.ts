import type { Notice } from "../../src/domain/notices/notice.ts";
import {
  newPolicyStops,
  noticeOfAway,
  noticeOfPolicyStop,
  noticeOfUnknown,
  type PolicyStop,
  type UnknownOrder,
} from "../../src/domain/notices/trading-notice.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { NoticePost } from "../shared/notice-post.ts";
import type { AccountRow } from "./account-row.ts";
import type { AgentSockets } from "./agent-sockets.ts";
import type { Ledger } from "./ledger.ts";
import type { LinkState } from "./link-state.ts";
import type { StoredOrder } from "./rows.ts";
import type * as schema from "./schema.ts";
import type { Terminal } from "./terminal.ts";
import type { TimelineStep } from "./views.ts";

/** A restart or a short loss of the network is no news; three minutes without a hand on open positions is. */
export const AWAY_AFTER_MS = 3 * 60_000;

export interface TradingNoticesParts {
  readonly account: AccountRow;
  readonly terminal: Terminal;
  readonly ledger: Ledger;
  readonly link: LinkState;
  readonly sockets: AgentSockets;
  readonly alarms: Pick<Alarms, "noLaterThan">;
  readonly post: NoticePost<typeof schema>;
  readonly now: () => number;
}

/**
 * What people are told of an account's trading: an outcome that is unknown, an agent that is away while something
 * stands at the broker, a stop of the trading host's own. Each event once; what is written belongs into the
 * transaction of the event.
 */
export class TradingNotices {
  readonly #parts: TradingNoticesParts;
  /** Became unknown in the transaction that is under way. */
  #unknown: UnknownOrder[] = [];
  /** The link whose loss was told; the tenant knows it too, should this object forget. */
  #toldEpoch: number | null = null;

  constructor(parts: TradingNoticesParts) {
    this.#parts = parts;
  }

  /** Every step of every order comes by here. */
  stepped(order: () => StoredOrder, { step }: TimelineStep): void {
    if (step !== "unknown") return;
    const { id, symbol, refusal } = order();
    this.#unknown.push({ id, symbol, reason: refusal?.message ?? null });
  }

  /** The agent reported its policy; `before` is why entries were stopped by the report before. */
  policyReported(before: readonly PolicyStop[], nowMs: number): void {
    for (const stop of newPolicyStops(before, this.#parts.terminal.policyStops)) {
      this.#tell(noticeOfPolicyStop(this.#parts.account, stop, nowMs));
    }
  }

  /** Tells of an agent that is away, and arranges to be asked again while one could be. */
  look(nowMs: number): void {
    const { account, link, alarms } = this.#parts;
    const { epoch } = link.row;
    const held = this.#held();
    const heardMs = this.#heardMs();
    if (held === null || heardMs === null || this.#toldEpoch === epoch) return;
    if (nowMs < heardMs + AWAY_AFTER_MS) {
      alarms.noLaterThan(heardMs + AWAY_AFTER_MS);
      return;
    }
    this.#toldEpoch = epoch;
    this.#tell(noticeOfAway(account, epoch, heardMs, held, nowMs));
  }

  /** At the end of every transaction. */
  commit(): void {
    const [first, ...more] = this.#unknown;
    this.#unknown = [];
    if (first !== undefined)
      this.#tell(noticeOfUnknown(this.#parts.account, [first, ...more], this.#parts.now()));
  }

  #tell(notice: Notice): void {
    this.#parts.post.tell(notice);
  }

  #held() {
    const { terminal, ledger } = this.#parts;
    const { positions, pendings } = terminal.sizes;
    const orders = [...ledger.open.values()].filter(({ state }) => state !== "working").length;
    return positions + pendings + orders === 0 ? null : { positions, pendings, orders };
  }

  /** When the agent was last there; a link that was cut without a word is known by its heartbeats. */
  #heardMs(): number | null {
    const { link, sockets } = this.#parts;
    const { epoch, agentId, connectedAtMs, disconnectedAtMs } = link.row;
    if (agentId === null || epoch === 0) return null;
    return sockets.of(epoch) === null ? disconnectedAtMs : (sockets.lastHeartbeatMs(epoch) ?? connectedAtMs);
  }
}
