import { type AuditDraft, auditDraftSchema } from "../../src/domain/audit/draft.ts";
import type { AuditRecord } from "../../src/domain/audit/entry.ts";
import { type Happening, makeDraft } from "../../src/domain/audit/make-draft.ts";
import { parsePlainJson } from "../../src/domain/json/strict.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import type { Result } from "../../src/domain/result.ts";
import type { ReportChain } from "../../src/domain/security/report.ts";
import type { Env } from "../../src/env.ts";
import type { PublicJwk } from "../../src/protocol/compact-jws.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import type { Outbox } from "../shared/outbox.ts";
import { GatewayKeys } from "../trading-account/gateway-keys.ts";
import { AuditChain, type AuditPageQuery, cutOf } from "./audit-chain.ts";
import { AuditDelivery, type AuditDeliverySettings, type AuditDeliveryView } from "./audit-delivery.ts";
import { AuditHeads, type SignedHead } from "./audit-heads.ts";
import type * as schema from "./schema.ts";

const RANDOM_BYTES = 16;

export interface TenantAuditParts {
  readonly env: Env;
  /** The object's own name; null where the platform does not tell it. */
  readonly name: string | null;
  readonly database: ObjectDatabase<typeof schema>;
  readonly alarms: Pick<Alarms, "noLaterThan">;
  readonly outbox: () => Pick<Outbox<typeof schema>, "enqueue" | "deliver">;
}

/** A stretch of the chain for an export: entries, and the heads that cover some of them. */
export interface AuditStretch {
  readonly records: readonly AuditRecord[];
  readonly heads: readonly SignedHead[];
}

/** What an export begins with. */
export interface AuditExportStart {
  readonly last: number;
  readonly keys: readonly PublicJwk[];
  /** Where the chain begins since its older part was deleted; null while it is whole. */
  readonly cut: SignedHead | null;
}

/** Whoever wants to know of new entries; within the transaction that takes them, each of them once. */
export type AuditListener = (drafts: readonly AuditDraft[], nowMs: number) => void;

/** The tenant's audit chain, its signed heads, and how they leave the platform. */
export class TenantAudit {
  readonly delivery: AuditDelivery;
  readonly #parts: TenantAuditParts;
  readonly #chain: AuditChain;
  readonly #heads: AuditHeads;
  readonly #listeners: AuditListener[] = [];

  constructor(parts: TenantAuditParts) {
    const { env, database, alarms, outbox } = parts;
    this.#parts = parts;
    this.#chain = new AuditChain(database.db);
    this.delivery = new AuditDelivery({ env, database, chain: this.#chain, outbox });
    this.#heads = new AuditHeads({
      database,
      alarms,
      chain: this.#chain,
      keys: () => new GatewayKeys(env.GATEWAY_KEYS),
      signed: (head, previous) => this.delivery.enqueue(this.tenantId(), head, previous),
    });
  }

  /** What a listener throws undoes the entries, too. */
  onAppended(listener: AuditListener): void {
    this.#listeners.push(listener);
  }

  /** Records what happens; belongs into the transaction of the change. */
  record(happening: Happening, nowMs: number): void {
    const random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
    this.append([makeDraft(happening, nowMs, random)], nowMs);
  }

  /** Takes what other parts recorded, each once by its id; belongs into a transaction. */
  append(drafts: readonly AuditDraft[], nowMs: number): number {
    const appended = this.#chain.append(this.tenantId(), drafts, nowMs);
    if (appended.length === 0) return 0;
    this.#heads.appended(nowMs);
    for (const listener of this.#listeners) listener(appended, nowMs);
    return appended.length;
  }

  /** Messages from another object's outbox. False, and none is taken, when one of them is no draft. */
  receive(messages: readonly string[], nowMs: number): boolean {
    const drafts: AuditDraft[] = [];
    for (const message of messages) {
      const plain = parsePlainJson(message);
      const draft = auditDraftSchema.safeParse(plain.ok ? plain.value : undefined);
      if (!draft.success) return false;
      drafts.push(draft.data);
    }
    this.#parts.database.transaction(() => this.append(drafts, nowMs));
    return true;
  }

  page(query: AuditPageQuery): AuditRecord[] {
    return this.#chain.page(query);
  }

  /** True until the first entry: then nothing ever happened here. */
  isEmpty(): boolean {
    return this.#chain.end().sequence === 0;
  }

  last(): number {
    return this.#chain.end().sequence;
  }

  /** How long the chain is, how far it is signed, and whether that leaves the platform. */
  state(): ReportChain {
    const { webhookUrl, bucket } = this.delivery.view();
    const head = this.#heads.last();
    return {
      entries: this.#chain.end().sequence,
      head: head === null ? null : { sequence: head.sequence, atMs: head.atMs },
      leaves: webhookUrl !== null || bucket,
    };
  }

  exportStart(): AuditExportStart {
    const keys = new GatewayKeys(this.#parts.env.GATEWAY_KEYS).publicKeys();
    return { last: this.#chain.end().sequence, keys, cut: cutOf(this.#parts.database.db) };
  }

  stretch(after: number, last: number, limit: number): AuditStretch {
    const records = this.#chain.range(after, last, limit);
    const end = records.at(-1)?.entry.sequence ?? after;
    return { records, heads: this.#heads.range(after, end) };
  }

  configureDelivery(settings: AuditDeliverySettings): Result<AuditDeliveryView, Refusal> {
    return this.delivery.configure(this.tenantId(), settings);
  }

  rewrap(): boolean {
    return this.delivery.rewrap(this.tenantId());
  }

  /** What the person is called in the chain; belongs into a transaction. */
  pseudonymOf(personId: string, nowMs: number): string {
    return this.#chain.pseudonymOf(personId, nowMs);
  }

  refOf(personId: string): string | null {
    return this.#chain.refOf(personId);
  }

  forget(personId: string): boolean {
    return this.#chain.forget(personId);
  }

  /** Signs a head when it is time, and sends what waits. */
  async alarm(nowMs: number): Promise<void> {
    if (this.#chain.end().sequence > 0) await this.#heads.sign(this.tenantId(), nowMs);
    this.delivery.deliver();
  }

  /** In an alarm the platform may not tell the object's name; then the chain itself knows whose it is. */
  tenantId(): string {
    const named =
      this.#parts.name ?? this.#chain.page({ limit: 1, before: null, action: null })[0]?.entry.tenantId;
    if (named === undefined) throw new Error("the tenant's id is not known");
    return named;
  }
}
