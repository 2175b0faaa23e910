import type { AuditAction } from "../audit/actions.ts";
import type { AuditDraft } from "../audit/draft.ts";

/** What the rules see of an audit entry. */
export interface SecurityEvent {
  readonly action: AuditAction;
  readonly refused: boolean;
  /** The refusal's code. */
  readonly code: string | null;
  /** When it happened, epoch milliseconds by the clock of the object that saw it. */
  readonly atMs: number;
  /** How many events the entry stands for. */
  readonly count: number;
  /** The person who did it, or tried to be. */
  readonly personId: string | null;
  readonly address: string | null;
  /** The client program, as `originText` writes it. */
  readonly agent: string | null;
  readonly subject: { readonly kind: string; readonly id: string } | null;
}

/** The event that an entry tells of. */
export function eventOf({ action, verdict, code, atMs, count, who, subject }: AuditDraft): SecurityEvent {
  return {
    action,
    refused: verdict === "refused",
    code,
    atMs,
    count,
    personId: who.kind === "person" ? who.id : null,
    address: who.address,
    agent: who.agent,
    subject: subject === null ? null : { kind: subject.kind, id: subject.id },
  };
}
