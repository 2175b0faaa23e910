import { type Happening, makeDraft } from "../../src/domain/audit/make-draft.ts";
import type { Env } from "../../src/env.ts";
import type { Outbox } from "./outbox.ts";

const RANDOM_BYTES = 16;

/** The way of an object's audit entries to its tenant's chain: through its outbox. */
export class AuditPost<Schema extends Record<string, unknown>> {
  readonly #outbox: Pick<Outbox<Schema>, "enqueue" | "deliver">;
  readonly #tenantId: () => string;

  constructor(outbox: Pick<Outbox<Schema>, "enqueue" | "deliver">, tenantId: () => string) {
    this.#outbox = outbox;
    this.#tenantId = tenantId;
  }

  /** Belongs into the transaction of the change that it tells of; `deliver` after that. */
  record(happening: Happening, nowMs: number): void {
    const draft = makeDraft(happening, nowMs, crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
    this.#outbox.enqueue(this.#tenantId(), JSON.stringify(draft));
  }

  deliver(): void {
    this.#outbox.deliver(this.#tenantId());
  }
}

/** Hands messages of an outbox to the tenant; throws unless it has taken them all. */
export async function sendToTenant(env: Env, tenantId: string, messages: readonly string[]): Promise<void> {
  const taken = await env.TENANT.getByName(tenantId).receiveAudit(messages);
  if (!taken) throw new Error("the tenant cannot read an audit entry");
}

/** True for the destination of audit entries among an outbox's destinations. */
export function isTenant(destination: string): boolean {
  return destination.startsWith("ten_");
}
