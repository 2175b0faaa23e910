import { makeId } from "../ids.ts";
import type { AuditAction } from "./actions.ts";
import type { Actor, AuditDraft, Change, Subject } from "./draft.ts";
import { LONGEST, MOST_CHANGES } from "./draft.ts";
import { auditText, MASK } from "./text.ts";

/** Who does something, as the code that knows it has it at hand: texts may be hostile and of any length. */
export interface RawActor {
  readonly kind: Actor["kind"];
  readonly id?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly address?: string | null | undefined;
  readonly agent?: string | null | undefined;
}

/** The gateway itself, for what it does by the clock. */
export const theSystem: RawActor = { kind: "system" };

export interface Happening {
  readonly action: AuditAction;
  readonly who: RawActor;
  readonly subject?: {
    readonly kind: Subject["kind"];
    readonly id: string;
    readonly name?: string | null | undefined;
  };
  /** Present when it was refused: the refusal's code. */
  readonly refused?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string | null | undefined;
  readonly count?: number;
}

/** Makes a draft. `random` is at least 16 random bytes; `before` and `after` are plain JSON data. */
export function makeDraft(happening: Happening, nowMs: number, random: Uint8Array): AuditDraft {
  const { action, who, subject, refused, reason } = happening;
  const { changes, moreChanges } = changesBetween(happening.before, happening.after);
  return {
    id: makeId("aud", nowMs, random),
    atMs: nowMs,
    action,
    verdict: refused === undefined ? "done" : "refused",
    code: refused ?? null,
    who: {
      kind: who.kind,
      id: textOrNull(who.id, LONGEST.ref),
      name: textOrNull(who.name, LONGEST.name),
      address: textOrNull(who.address, LONGEST.address),
      agent: textOrNull(who.agent, LONGEST.agent),
    },
    subject:
      subject === undefined
        ? null
        : {
            kind: subject.kind,
            id: auditText(subject.id, LONGEST.ref),
            name: textOrNull(subject.name, LONGEST.name),
          },
    changes,
    moreChanges,
    reason: textOrNull(reason, LONGEST.reason),
    count: happening.count ?? 1,
  };
}

function textOrNull(text: string | null | undefined, longest: number): string | null {
  return text === null || text === undefined ? null : auditText(text, longest);
}

/** A field with such a name is recorded as changed, never with its value, whatever somebody put into it. */
const SECRET_FIELD =
  /secret|password|passphrase|token|private|credential|authorization|cookie|otp|seed|(?:^|[a-z_])keys?$/i;

/**
 * What differs between two states, leaf by leaf: `{field: "routes.0.enabled", before: "true", after: "false"}`.
 * Null stands for a field that is absent; null itself is the text `null`.
 */
export function changesBetween(before: unknown, after: unknown): { changes: Change[]; moreChanges: number } {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  const fields = [...new Set([...old.keys(), ...now.keys()])].filter(
    (field) => old.get(field) !== now.get(field),
  );
  const changes = fields.slice(0, MOST_CHANGES).map((field): Change => {
    const hidden = field.split(".").some((part) => SECRET_FIELD.test(part));
    const shown = (value: string | undefined): string | null => {
      if (value === undefined) return null;
      return hidden ? MASK : auditText(value, LONGEST.value);
    };
    return {
      field: auditText(field, LONGEST.field),
      before: shown(old.get(field)),
      after: shown(now.get(field)),
    };
  });
  return { changes, moreChanges: fields.length - changes.length };
}

/** Each leaf of plain JSON data by its path; an empty object or list is a leaf. */
function leavesOf(value: unknown, path = "", leaves = new Map<string, string>()): Map<string, string> {
  if (value === undefined) return leaves;
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value);
    for (const [key, part] of parts) leavesOf(part, path === "" ? key : `${path}.${key}`, leaves);
    if (parts.length === 0 && path !== "") leaves.set(path, Array.isArray(value) ? "[]" : "{}");
    return leaves;
  }
  leaves.set(path === "" ? "value" : path, typeof value === "string" ? value : JSON.stringify(value));
  return leaves;
}
