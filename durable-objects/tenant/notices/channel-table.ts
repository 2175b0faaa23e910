import { asc, eq } from "drizzle-orm";
import * as z from "zod";
import {
  type ChannelTarget,
  type ChannelWishes,
  channelWishesSchema,
  MOST_CHANNELS,
} from "../../../src/domain/notices/channel.ts";
import type { Vault } from "../../shared/vault.ts";
import type { TenantDatabase } from "../parts.ts";
import { noticeChannels } from "./schema.ts";

export type ChannelRow = typeof noticeChannels.$inferSelect;

/** A target as it is stored: what is shown of it, and what is sealed. Mail goes to members, named by their ids. */
export type StoredTarget =
  | { readonly type: "email"; readonly memberIds: readonly string[] }
  | Extract<ChannelTarget, { type: "slack" | "discord" | "telegram" }>
  | { readonly type: "webhook"; readonly url: string; readonly secret: string };

const emailSchema = z.object({ memberIds: z.array(z.string()) });
const shownSchema = z.union([z.strictObject({ chatId: z.string() }), z.strictObject({ host: z.string() })]);
const chatSchema = z.object({ chatId: z.string() });
const urlSchema = z.object({ url: z.string() });
const tokenSchema = z.object({ botToken: z.string() });
const signedSchema = z.object({ url: z.string(), secret: z.string() });

/** The tenant's channels. */
export class ChannelTable {
  readonly #db: TenantDatabase;
  readonly #vault: () => Vault;
  readonly #tenantId: () => string;

  constructor(db: TenantDatabase, vault: () => Vault, tenantId: () => string) {
    this.#db = db;
    this.#vault = vault;
    this.#tenantId = tenantId;
  }

  /** The oldest first. */
  all(): ChannelRow[] {
    const { createdAtMs, id } = noticeChannels;
    return this.#db.select().from(noticeChannels).orderBy(asc(createdAtMs), asc(id)).all();
  }

  get(id: string): ChannelRow | null {
    return this.#db.select().from(noticeChannels).where(eq(noticeChannels.id, id)).get() ?? null;
  }

  full(): boolean {
    return this.all().length >= MOST_CHANNELS;
  }

  add(id: string, name: string, wishes: ChannelWishes, target: StoredTarget, nowMs: number): ChannelRow {
    const { severity, enabled } = wishes;
    const row = {
      id,
      type: target.type,
      name,
      kinds: JSON.stringify(wishes.kinds),
      severity,
      enabled,
      ...this.#write(id, target),
      targetVersion: 1,
      createdAtMs: nowMs,
    };
    return this.#db.insert(noticeChannels).values(row).returning().get();
  }

  /** A new target begins afresh: whatever was wrong with the old one is forgotten. */
  change(row: ChannelRow, name: string, wishes: ChannelWishes, target: StoredTarget | null): void {
    const { severity, enabled } = wishes;
    const fields = { name, severity, enabled, kinds: JSON.stringify(wishes.kinds) };
    const renewed =
      target === null ? {} : { ...this.#write(row.id, target), targetVersion: row.targetVersion + 1 };
    this.update(row.id, { ...fields, ...renewed, ...(target === null ? {} : afresh) });
  }

  update(id: string, fields: Partial<Omit<ChannelRow, "id">>): void {
    this.#db.update(noticeChannels).set(fields).where(eq(noticeChannels.id, id)).run();
  }

  remove(id: string): void {
    this.#db.delete(noticeChannels).where(eq(noticeChannels.id, id)).run();
  }

  /** Whom mail goes to; null for a channel of another type. */
  memberIdsOf({ type, shown }: ChannelRow): readonly string[] | null {
    return type === "email" ? emailSchema.parse(JSON.parse(shown)).memberIds : null;
  }

  /** Takes everybody else off the channels of mail; one that is left with nobody stays, and says so when it is used. */
  mailOnlyTo(memberIds: ReadonlySet<string>): void {
    for (const channel of this.all()) {
      const before = this.memberIdsOf(channel) ?? [];
      const after = before.filter((id) => memberIds.has(id));
      if (after.length < before.length)
        this.update(channel.id, { shown: JSON.stringify({ memberIds: after }) });
    }
  }

  /** What may be shown of a target that is not mail. */
  shownOf({ shown }: ChannelRow): { readonly chatId?: string; readonly host?: string } {
    return shownSchema.parse(JSON.parse(shown));
  }

  /** The target with what was sealed; throws when it cannot be opened. */
  target({ id, type, shown, sealed }: ChannelRow): StoredTarget {
    const plain: unknown = JSON.parse(shown);
    if (type === "email") return { type, ...emailSchema.parse(plain) };
    const secret: unknown = JSON.parse(this.#vault().open(sealed ?? "", this.#belongsTo(id)));
    if (type === "telegram") return { type, ...chatSchema.parse(plain), ...tokenSchema.parse(secret) };
    if (type === "webhook") return { type, ...signedSchema.parse(secret) };
    return { type, ...urlSchema.parse(secret) };
  }

  /** Seals what is under an older key anew, and says how many it were. */
  rewrap(): number {
    const vault = this.#vault();
    let rewrapped = 0;
    for (const { id, sealed } of this.all()) {
      if (sealed === null || !vault.isOld(sealed)) continue;
      const owner = this.#belongsTo(id);
      this.update(id, { sealed: vault.seal(vault.open(sealed, owner), owner) });
      rewrapped++;
    }
    return rewrapped;
  }

  #write(id: string, target: StoredTarget): Pick<ChannelRow, "shown" | "sealed"> {
    if (target.type === "email")
      return { shown: JSON.stringify({ memberIds: target.memberIds }), sealed: null };
    const seal = (secret: unknown) => this.#vault().seal(JSON.stringify(secret), this.#belongsTo(id));
    if (target.type === "telegram") {
      const { chatId, botToken } = target;
      return { shown: JSON.stringify({ chatId }), sealed: seal({ botToken }) };
    }
    // The path of a webhook's URL is its key, or may be.
    const shown = JSON.stringify({ host: new URL(target.url).host });
    const { type: _, ...secret } = target;
    return { shown, sealed: seal(secret) };
  }

  #belongsTo(channelId: string): string {
    return `notice-channel|${this.#tenantId()}|${channelId}`;
  }
}

/** The fields of a channel with which nothing is wrong. */
export const afresh = {
  failingSinceMs: null,
  failingReason: null,
  stopped: false,
  notBeforeMs: 0,
} as const satisfies Partial<ChannelRow>;

const postsSchema = z.array(z.number());

export function wishesOf({ kinds, severity, enabled }: ChannelRow): ChannelWishes {
  return channelWishesSchema.parse({ kinds: JSON.parse(kinds), severity, enabled });
}

export function postsOf({ postsMs }: ChannelRow): number[] {
  return postsSchema.parse(JSON.parse(postsMs));
}
