import type { Notice } from "../../src/domain/notices/notice.ts";
import type { Env } from "../../src/env.ts";
import type { Outbox } from "./outbox.ts";

const PREFIX = "notices:";

/** The way of an object's notices to its tenant, and so to the tenant's channels: through its outbox. */
export class NoticePost<Schema extends Record<string, unknown>> {
  readonly #outbox: Pick<Outbox<Schema>, "enqueue" | "deliver">;
  readonly #tenantId: () => string;

  constructor(outbox: Pick<Outbox<Schema>, "enqueue" | "deliver">, tenantId: () => string) {
    this.#outbox = outbox;
    this.#tenantId = tenantId;
  }

  /** Belongs into the transaction of what it tells of. */
  tell(notice: Notice): void {
    const destination = PREFIX + this.#tenantId();
    this.#outbox.enqueue(destination, JSON.stringify(notice));
    // Not before the transaction is over: what is rolled back must not have been sent.
    queueMicrotask(() => this.#outbox.deliver(destination));
  }
}

/** The tenant of such a destination; null for any other one. */
export function noticesOf(destination: string): string | null {
  return destination.startsWith(PREFIX) ? destination.slice(PREFIX.length) : null;
}

/** Hands notices of an outbox to the tenant; throws unless it has taken them all. */
export async function sendNotices(env: Env, tenantId: string, messages: readonly string[]): Promise<void> {
  const taken = await env.TENANT.getByName(tenantId).receiveNotices(messages);
  if (!taken) throw new Error("the tenant cannot read a notice");
}
