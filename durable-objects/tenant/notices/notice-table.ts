import { and, asc, desc, eq, inArray, lt, notInArray, sql } from "drizzle-orm";
import * as z from "zod";
import { type Notice, noticeSchema } from "../../../src/domain/notices/notice.ts";
import type { TenantDatabase } from "../parts.ts";
import { noticeDeliveries, notices } from "./schema.ts";

export type Delivery = typeof noticeDeliveries.$inferSelect;

/** So many notices are kept; the tenant's audit chain is the record, this is the list to look at. */
const KEPT = 1_000;

/** Where a notice stands with one channel, as the tenant sees it. */
export interface DeliveryView {
  readonly channelId: string;
  readonly state: Delivery["state"];
  readonly attempts: number;
  readonly atMs: number | null;
  readonly reason: string | null;
}

export interface NoticeView extends Notice {
  readonly sequence: number;
  readonly deliveries: readonly DeliveryView[];
}

export interface NoticePageQuery {
  readonly limit: number;
  /** Only notices before this sequence number; null: from the newest on. */
  readonly before: number | null;
}

/** The tenant's notices, and each one's way to each channel. */
export class NoticeTable {
  readonly #db: TenantDatabase;

  constructor(db: TenantDatabase) {
    this.#db = db;
  }

  /** False when it is there already. */
  add(notice: Notice): boolean {
    const row = { id: notice.id, notice: JSON.stringify(notice) };
    return this.#db.insert(notices).values(row).onConflictDoNothing().returning().get() !== undefined;
  }

  addDelivery(delivery: Pick<Delivery, "noticeId" | "channelId" | "postId" | "toldAtMs">): void {
    this.#db
      .insert(noticeDeliveries)
      .values({ ...delivery, state: "waiting" })
      .run();
  }

  /** The newest first. */
  page({ limit, before }: NoticePageQuery): NoticeView[] {
    const rows = this.#db
      .select()
      .from(notices)
      .where(before === null ? undefined : lt(notices.sequence, before))
      .orderBy(desc(notices.sequence))
      .limit(limit)
      .all();
    const byNotice = new Map<string, DeliveryView[]>();
    for (const { noticeId, channelId, state, attempts, atMs, reason } of this.#deliveriesOf(
      rows.map(({ id }) => id),
    )) {
      const views = byNotice.get(noticeId) ?? [];
      views.push({ channelId, state, attempts, atMs, reason });
      byNotice.set(noticeId, views);
    }
    return rows.map(({ sequence, id, notice }) => ({
      sequence,
      ...read(notice),
      deliveries: byNotice.get(id) ?? [],
    }));
  }

  /** What waits for a channel, the oldest first. */
  waiting(channelId: string): Delivery[] {
    return this.#db
      .select()
      .from(noticeDeliveries)
      .where(and(eq(noticeDeliveries.channelId, channelId), eq(noticeDeliveries.state, "waiting")))
      .orderBy(asc(noticeDeliveries.id))
      .all();
  }

  /** The notices of these deliveries, the oldest first. */
  noticesOf(deliveries: readonly Delivery[]): Notice[] {
    const found: Notice[] = [];
    for (const { noticeId } of deliveries) {
      const row = this.#db.select().from(notices).where(eq(notices.id, noticeId)).get();
      if (row !== undefined) found.push(read(row.notice));
    }
    return found;
  }

  update(deliveries: readonly Delivery[], fields: Partial<Delivery>): void {
    for (const { id } of deliveries) {
      this.#db.update(noticeDeliveries).set(fields).where(eq(noticeDeliveries.id, id)).run();
    }
  }

  /** Forgets the oldest notices; never one that is still on its way. */
  prune(): void {
    const newest = this.#db
      .select({ sequence: notices.sequence })
      .from(notices)
      .orderBy(desc(notices.sequence))
      .limit(1)
      .offset(KEPT)
      .get();
    if (newest === undefined) return;
    const underWay = this.#db
      .select({ id: noticeDeliveries.noticeId })
      .from(noticeDeliveries)
      .where(eq(noticeDeliveries.state, "waiting"));
    const gone = this.#db
      .delete(notices)
      .where(and(sql`${notices.sequence} <= ${newest.sequence}`, notInArray(notices.id, underWay)))
      .returning({ id: notices.id })
      .all();
    for (const { id } of gone) {
      this.#db.delete(noticeDeliveries).where(eq(noticeDeliveries.noticeId, id)).run();
    }
  }

  #deliveriesOf(noticeIds: readonly string[]): Delivery[] {
    const found: Delivery[] = [];
    // SQLite here takes 100 parameters.
    for (let at = 0; at < noticeIds.length; at += 100) {
      found.push(
        ...this.#db
          .select()
          .from(noticeDeliveries)
          .where(inArray(noticeDeliveries.noticeId, noticeIds.slice(at, at + 100)))
          .orderBy(asc(noticeDeliveries.id))
          .all(),
      );
    }
    return found;
  }
}

/** Not strict: a later version may have stored more than this one knows. */
const storedSchema = z.object(noticeSchema.shape);

function read(text: string): Notice {
  return storedSchema.parse(JSON.parse(text));
}
