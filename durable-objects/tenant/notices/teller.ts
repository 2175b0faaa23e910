import { wants } from "../../../src/domain/notices/channel.ts";
import { fitted } from "../../../src/domain/notices/fitted.ts";
import type { Notice, NoticeTeller } from "../../../src/domain/notices/notice.ts";
import { sha256Hex } from "../../shared/crypto.ts";
import type { Outbox } from "../../shared/outbox.ts";
import type * as schema from "../schema.ts";
import { type ChannelTable, wishesOf } from "./channel-table.ts";
import type { NoticeTable } from "./notice-table.ts";

const PREFIX = "notice:";
const POST_ID_LENGTH = 32;

/** The outbox's name for a channel; no id of an object looks like it. */
export function destinationOf(channelId: string): string {
  return `${PREFIX}${channelId}`;
}

/** The channel of such a destination; null for any other one. */
export function channelOf(destination: string): string | null {
  return destination.startsWith(PREFIX) ? destination.slice(PREFIX.length) : null;
}

/** What a receiver knows a message by: derived, so that a repeat has the same; without dots. */
export function postIdOf(kind: "ntc" | "dig", channelId: string, noticeIds: readonly string[]): string {
  return `${kind}_${sha256Hex(JSON.stringify([channelId, ...noticeIds])).slice(0, POST_ID_LENGTH)}`;
}

export interface TellerParts {
  readonly channels: ChannelTable;
  readonly table: NoticeTable;
  readonly outbox: () => Pick<Outbox<typeof schema>, "enqueue" | "deliver">;
}

/** Stores notices and puts them on their way to every channel that wants them. */
export class TenantTeller implements NoticeTeller {
  readonly #parts: TellerParts;

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  /** Belongs into the transaction of what causes it. The same id is told once. */
  tell(told: Notice): void {
    const { channels, table, outbox } = this.#parts;
    const notice = fitted(told);
    if (!table.add(notice)) return;
    table.prune();
    const wanting = channels.all().filter((channel) => wants(wishesOf(channel), notice));
    for (const { id: channelId } of wanting) {
      const postId = postIdOf("ntc", channelId, [notice.id]);
      table.addDelivery({ noticeId: notice.id, channelId, postId, toldAtMs: Date.now() });
      const destination = destinationOf(channelId);
      outbox().enqueue(destination, JSON.stringify({ noticeId: notice.id }));
      // Not before the transaction is over: what is rolled back must not have been sent.
      queueMicrotask(() => outbox().deliver(destination));
    }
  }
}
