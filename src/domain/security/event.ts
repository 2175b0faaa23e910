import { clientKey } from "../access/address.ts";
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
  /** As `clientKey` has it: an IPv6 address counts as its /64, of which somebody who has one address has all. */
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
    address: who.address === null ? null : networkOf(who.address),
    agent: who.agent,
    subject: subject === null ? null : { kind: subject.kind, id: subject.id },
  };
}

/** What `clientKey` calls a client whose address nobody knows. */
const NOBODY = clientKey(null);

/** Some entries hold the address, others its key already. */
function networkOf(address: string): string | null {
  if (address === NOBODY) return null;
  const key = clientKey(address);
  return key === NOBODY ? address : key;
}
