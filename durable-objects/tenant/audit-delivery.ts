import { eq } from "drizzle-orm";
import * as z from "zod";
import { checkExternalUrl } from "../../src/domain/access/external-url.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import { externalFetch } from "../../src/outbound/external-fetch.ts";
import { signWebhook } from "../../src/outbound/standard-webhook.ts";
import { endLine, entryLine, exportLine, headLine } from "../../src/protocol/audit-export.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import type { Outbox } from "../shared/outbox.ts";
import { Vault } from "../shared/vault.ts";
import { GatewayKeys } from "../trading-account/gateway-keys.ts";
import type { AuditChain } from "./audit-chain.ts";
import type { SignedHead } from "./audit-heads.ts";
import type * as schema from "./schema.ts";
import { auditDelivery } from "./schema.ts";

/** Names in the outbox; no id of an object looks like them. */
const WEBHOOK = "audit:webhook";
const BUCKET = "audit:bucket";
/** A receiver that is down for long is asked once an hour. */
const LONGEST_PAUSE_MS = 3_600_000;
const SECRET_BYTES = 32;
const ROW = 1;
const PAGE = 500;

/** A head on its way; `after` is the entry that the head before it covered. */
const messageSchema = z.object({
  tenantId: z.string(),
  after: z.number().int(),
  sequence: z.number().int(),
  jws: z.string(),
  atMs: z.number().int(),
});

export interface AuditDeliverySettings {
  readonly webhookUrl: string | null;
  readonly bucket: boolean;
}

/** The settings as they are now; `webhookSecret` only where one was made just now. */
export interface AuditDeliveryView extends AuditDeliverySettings {
  readonly webhookSecret?: string;
}

export interface AuditDeliveryParts {
  readonly env: Env;
  readonly database: ObjectDatabase<typeof schema>;
  readonly chain: AuditChain;
  readonly outbox: () => Pick<Outbox<typeof schema>, "enqueue" | "deliver">;
}

/** Takes signed heads off the platform: to a webhook, and with the entries that they cover to a bucket. */
export class AuditDelivery {
  readonly #parts: AuditDeliveryParts;

  constructor(parts: AuditDeliveryParts) {
    this.#parts = parts;
  }

  view(): AuditDeliverySettings {
    const { webhookUrl, bucket } = this.#row();
    return { webhookUrl, bucket };
  }

  /** What an audit entry may say of them: the path of a webhook's URL is often its key. */
  shown(): { readonly webhook: string | null; readonly bucket: boolean } {
    const { webhookUrl, bucket } = this.#row();
    return { webhook: webhookUrl === null ? null : new URL(webhookUrl).host, bucket };
  }

  /**
   * Replaces the settings; belongs into a transaction. A webhook with another URL gets a secret of its own,
   * shown only in this answer.
   */
  configure(tenantId: string, settings: AuditDeliverySettings): Result<AuditDeliveryView, Refusal> {
    const { env, database } = this.#parts;
    if (settings.bucket && env.AUDIT_BUCKET === undefined) {
      return err(refusal("bucket_not_configured", "This deployment has no bucket for audit logs."));
    }
    const url = settings.webhookUrl === null ? ok(null) : checkExternalUrl(settings.webhookUrl);
    if (!url.ok) return url;
    const before = this.#row();
    let [secret, sealed]: [string | undefined, string | null] = [undefined, before.webhookSecret];
    if (url.value === null) sealed = null;
    else if (url.value !== before.webhookUrl || sealed === null) {
      const random = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
      secret = `whsec_${Buffer.from(random).toString("base64")}`;
      sealed = new Vault(env.VAULT_KEYS).seal(secret, ownerOf(tenantId));
    }
    const values = { webhookUrl: url.value, webhookSecret: sealed, bucket: settings.bucket };
    database.db
      .insert(auditDelivery)
      .values({ id: ROW, ...values })
      .onConflictDoUpdate({ target: auditDelivery.id, set: values })
      .run();
    return ok({ ...this.view(), ...(secret === undefined ? {} : { webhookSecret: secret }) });
  }

  /** Seals the webhook's secret under the current key; belongs into a transaction. True when it was not yet. */
  rewrap(tenantId: string): boolean {
    const { webhookSecret } = this.#row();
    const vault = new Vault(this.#parts.env.VAULT_KEYS);
    if (webhookSecret === null || !vault.isOld(webhookSecret)) return false;
    const sealed = vault.seal(vault.open(webhookSecret, ownerOf(tenantId)), ownerOf(tenantId));
    this.#parts.database.db
      .update(auditDelivery)
      .set({ webhookSecret: sealed })
      .where(eq(auditDelivery.id, ROW))
      .run();
    return true;
  }

  /** Puts a head into the outbox for each receiver; within the transaction that stores it. */
  enqueue(tenantId: string, { sequence, jws, atMs }: SignedHead, after: number): void {
    const { webhookUrl, bucket } = this.#row();
    const message = JSON.stringify({ tenantId, after, sequence, jws, atMs });
    if (webhookUrl !== null) this.#parts.outbox().enqueue(WEBHOOK, message);
    if (bucket) this.#parts.outbox().enqueue(BUCKET, message);
  }

  deliver(): void {
    this.#parts.outbox().deliver(WEBHOOK);
    this.#parts.outbox().deliver(BUCKET);
  }

  /** For the tenant's outbox: true when messages for `destination` are to be sent by `send`. */
  handles(destination: string): boolean {
    return destination === WEBHOOK || destination === BUCKET;
  }

  longestPauseMs(): number {
    return LONGEST_PAUSE_MS;
  }

  /** Throws unless the receiver has confirmed every message. */
  async send(destination: string, messages: readonly string[]): Promise<void> {
    // An empty list asks whether a message is at fault rather than the receiver. It never is: heads are all alike.
    if (messages.length === 0) throw new Error("a receiver outside is not asked");
    const heads = messages.map((message) => messageSchema.parse(JSON.parse(message)));
    if (destination === BUCKET) {
      for (const head of heads) await this.#put(head);
    } else {
      await this.#post(heads);
    }
  }

  async #post(heads: readonly z.infer<typeof messageSchema>[]): Promise<void> {
    const { env } = this.#parts;
    const { webhookUrl, webhookSecret } = this.#row();
    const [first, last] = [heads[0], heads.at(-1)];
    // Taken off meanwhile: the heads stay in the chain's own list and in every export.
    if (webhookUrl === null || webhookSecret === null || first === undefined || last === undefined) return;
    const { tenantId } = first;
    const secret = new Vault(env.VAULT_KEYS).open(webhookSecret, ownerOf(tenantId));
    const body = JSON.stringify({
      type: "audit.heads",
      tenantId,
      heads: heads.map(({ sequence, jws, atMs }) => ({ sequence, atMs, jws })),
    });
    const id = `head_${tenantId}_${first.sequence}_${last.sequence}`;
    const headers = { "content-type": "application/json", ...signWebhook(secret, id, Date.now(), body) };
    const answer = await externalFetch({ url: webhookUrl, method: "POST", headers, body });
    if (!answer.ok) throw new Error(answer.error.code);
    if (answer.value.status < 200 || answer.value.status > 299)
      throw new Error(`answered ${answer.value.status}`);
  }

  /** One object for each head: an export of what it covers, without what is personal. Repeating it changes nothing. */
  async #put({ tenantId, after, sequence, jws, atMs }: z.infer<typeof messageSchema>): Promise<void> {
    const { env, chain } = this.#parts;
    if (env.AUDIT_BUCKET === undefined) throw new Error("AUDIT_BUCKET is not bound");
    const lines = [exportLine(tenantId, new GatewayKeys(env.GATEWAY_KEYS).publicKeys(), atMs)];
    let [from, hash] = [after, ""];
    while (from < sequence) {
      const records = chain.range(from, sequence, PAGE);
      const last = records.at(-1);
      if (last === undefined) throw new Error("the chain lacks entries that a head covers");
      for (const record of records) lines.push(entryLine({ ...record, who: null, subject: null }));
      [from, hash] = [last.entry.sequence, last.hash];
    }
    lines.push(headLine(jws), endLine(sequence - after, sequence, hash));
    const key = `audit/${tenantId}/${String(sequence).padStart(12, "0")}.ndjson`;
    await env.AUDIT_BUCKET.put(key, `${lines.join("\n")}\n`);
  }

  #row(): Omit<typeof auditDelivery.$inferSelect, "id"> {
    const row = this.#parts.database.db.select().from(auditDelivery).where(eq(auditDelivery.id, ROW)).get();
    return row ?? { webhookUrl: null, webhookSecret: null, bucket: false };
  }
}

function ownerOf(tenantId: string): string {
  return `audit-webhook|${tenantId}`;
}
