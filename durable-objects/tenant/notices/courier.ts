import {
  type DeliveryVerdict,
  judgeAttempt,
  MOST_POSTS,
  postAllowedAtMs,
  postsLeft,
} from "../../../src/domain/notices/delivery.ts";
import { digestOf } from "../../../src/domain/notices/digest.ts";
import type { Notice } from "../../../src/domain/notices/notice.ts";
import { RestUntil } from "../../shared/rest-until.ts";
import type { Sender } from "../senders.ts";
import { type ChannelRow, type ChannelTable, postsOf } from "./channel-table.ts";
import { type Handed, handOver } from "./hand-over.ts";
import type { Delivery, NoticeTable } from "./notice-table.ts";
import type { Targets } from "./targets.ts";
import { channelOf, postIdOf } from "./teller.ts";

export interface CourierParts {
  readonly channels: ChannelTable;
  readonly table: NoticeTable;
  readonly targets: Targets;
  readonly transaction: <T>(work: () => T) => T;
  /** So many notices will not be sent any more. */
  readonly gaveUp: (count: number) => void;
}

/** One message to a channel: a notice, or several as a digest. */
interface Post {
  readonly channel: ChannelRow;
  readonly deliveries: readonly Delivery[];
  readonly id: string;
  readonly notice: Notice;
  readonly attempts: number;
}

/**
 * Takes notices to their channels. The outbox wakes it; what waits, how often it was tried and what goes together
 * is in the tables, so that a restart goes on where it was. An attempt is stored before it is made: after a crash
 * between the two, or between the answer and its mark, the same message goes out again under the same id.
 */
export class Courier implements Sender {
  readonly #parts: CourierParts;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  handles(destination: string): boolean {
    return channelOf(destination) !== null;
  }

  /** Only for what went wrong here itself; receivers are judged by `judgeAttempt`. */
  longestPauseMs(): number {
    return 15 * 60_000;
  }

  async send(destination: string, messages: readonly string[]): Promise<void> {
    // An empty list asks whether a message is at fault rather than the receiver; that is judged here, by its answer.
    if (messages.length === 0) throw new Error("a receiver outside is not asked");
    const channelId = channelOf(destination) ?? "";
    const { targets, transaction } = this.#parts;
    for (;;) {
      const post = transaction(() => this.#next(channelId, Date.now()));
      if (post === null) return;
      const target = targets.open(post.channel);
      const handed: Handed =
        typeof target === "string"
          ? { status: null, retryAfterMs: null, text: "", reason: target }
          : await handOver(target, post.notice, post.id);
      transaction(() => this.#settle(post, handed, Date.now()));
    }
  }

  /** What to send now, marked as begun; null when nothing waits. Throws `RestUntil` when it is not yet time. */
  #next(channelId: string, nowMs: number): Post | null {
    const { channels, table } = this.#parts;
    const waiting = table.waiting(channelId);
    if (waiting.length === 0) return null;
    const channel = channels.get(channelId);
    if (channel === null || !channel.enabled || channel.stopped) {
      const reason = channel === null ? "channel_removed" : channel.stopped ? "channel_gone" : "channel_off";
      table.update(waiting, { state: "given_up", reason, atMs: nowMs });
      this.#parts.gaveUp(waiting.length);
      return null;
    }
    const postsMs = postsOf(channel);
    const soonestMs = Math.max(channel.notBeforeMs, postAllowedAtMs(postsMs, nowMs));
    if (soonestMs > nowMs) throw new RestUntil(soonestMs);
    const { deliveries, id } = this.#together(waiting, postsLeft(postsMs, nowMs));
    const notices = table.noticesOf(deliveries);
    const [first] = notices;
    // A notice outlives its deliveries; see NoticeTable.prune.
    if (first === undefined) throw new Error("a delivery without its notice");
    const attempts = Math.max(...deliveries.map((delivery) => delivery.attempts)) + 1;
    table.update(deliveries, { postId: id, attempts, atMs: nowMs });
    channels.update(channelId, { postsMs: JSON.stringify([...postsMs, nowMs].slice(-MOST_POSTS)) });
    return {
      channel,
      deliveries,
      id,
      attempts,
      notice: notices.length === 1 ? first : digestOf(notices, id),
    };
  }

  /**
   * The oldest message; the last one that the minute allows is a digest of everything that nobody tried to send
   * yet. What was tried keeps its id and its company: the receiver may know it already.
   */
  #together(waiting: readonly Delivery[], left: number): { deliveries: readonly Delivery[]; id: string } {
    const id = waiting[0]?.postId ?? "";
    const fresh = waiting.filter(({ attempts }) => attempts === 0);
    const digest = left <= 1 && waiting[0]?.attempts === 0 && fresh.length > 1;
    if (!digest) return { deliveries: waiting.filter(({ postId }) => postId === id), id };
    const noticeIds = fresh.map(({ noticeId }) => noticeId);
    return { deliveries: fresh, id: postIdOf("dig", fresh[0]?.channelId ?? "", noticeIds) };
  }

  #settle({ channel, deliveries, attempts }: Post, handed: Handed, nowMs: number): void {
    const { channels, table } = this.#parts;
    const { status, retryAfterMs } = handed;
    const toldAtMs = Math.min(...deliveries.map((delivery) => delivery.toldAtMs));
    const failing = channel.failingSinceMs !== null;
    const verdict = judgeAttempt({ status, retryAfterMs, attempts, toldAtMs, failing }, Math.random(), nowMs);
    const reason = verdict.state === "delivered" ? null : (handed.reason ?? verdict.reason);
    table.update(deliveries, { state: verdict.state, reason, atMs: nowMs });
    if (verdict.state === "given_up") this.#parts.gaveUp(deliveries.length);
    // Somebody may have changed or removed the channel meanwhile; what its old target said is not the new one's.
    const now = channels.get(channel.id);
    if (now === null || now.targetVersion !== channel.targetVersion) return;
    channels.update(channel.id, fieldsAfter(now, verdict, reason, nowMs));
    if (verdict.state === "given_up") {
      const { id, type } = channel;
      console.warn(
        JSON.stringify({ event: "notice_given_up", channel: id, type, reason, count: deliveries.length }),
      );
    }
  }
}

function fieldsAfter(
  channel: ChannelRow,
  verdict: DeliveryVerdict,
  failingReason: string | null,
  nowMs: number,
): Partial<ChannelRow> {
  switch (verdict.state) {
    case "delivered":
      return { failingSinceMs: null, failingReason: null, notBeforeMs: 0 };
    case "waiting":
      return { notBeforeMs: verdict.nextAtMs };
    case "given_up":
      return {
        failingSinceMs: channel.failingSinceMs ?? nowMs,
        failingReason,
        stopped: verdict.stop,
        notBeforeMs: 0,
      };
  }
}
