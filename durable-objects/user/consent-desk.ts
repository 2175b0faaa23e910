import type { Agreement, ConsentKind } from "../../src/domain/access/consent.ts";
import type { UserParts } from "./parts.ts";

/** Agreeing and taking back; each is one transaction with its entries in the audit of `tenantIds`. */
export class ConsentDesk {
  agree(
    parts: UserParts,
    agreed: readonly Agreement[],
    tenantIds: readonly string[],
    address: string,
    nowMs: number,
  ): void {
    parts.transaction(() => {
      for (const agreement of agreed) this.#record(parts, agreement, true, tenantIds, address, nowMs);
    });
  }

  /** Takes back what was agreed to last; nothing when nothing was. */
  withdraw(parts: UserParts, kind: ConsentKind, address: string, nowMs: number): void {
    const current = parts.consents.current(kind);
    if (current === null) return;
    const tenantIds = parts.memberships.all().map(({ tenantId }) => tenantId);
    parts.transaction(() => this.#record(parts, current, false, tenantIds, address, nowMs));
  }

  #record(
    parts: UserParts,
    { kind, version }: Agreement,
    given: boolean,
    tenantIds: readonly string[],
    address: string,
    nowMs: number,
  ): void {
    if (!parts.consents.record({ kind, version }, given, address, nowMs)) return;
    const action = given ? "consent.given" : "consent.withdrawn";
    const { userId } = parts;
    const news = { actor: userId, action, subject: userId, address, after: { kind, version } } as const;
    parts.audit.tell(tenantIds, news, nowMs);
  }
}
