import type { AuditAction } from "./actions.ts";
import type { Actor, Subject } from "./draft.ts";
import type { Happening, RawActor } from "./make-draft.ts";

/** What happened, told with ids alone: the short form for code that has no more than these at hand. */
export interface AuditNews {
  /** A `usr_` or `agt_` id, the id of an API token, `bootstrap` or `system`. */
  readonly actor: string;
  readonly action: AuditAction;
  /** The id of what it was done to. */
  readonly subject: string;
  readonly verdict?: "done" | "refused";
  /** The code of the refusal. */
  readonly reason?: string | null;
  readonly address?: string | null;
  /** The client program. */
  readonly agent?: string | null;
  /** Plain JSON data. */
  readonly before?: unknown;
  readonly after?: unknown;
}

const ACTORS: ReadonlyMap<string, Actor["kind"]> = new Map([
  ["usr", "person"],
  ["agt", "agent"],
]);
const SUBJECTS: ReadonlyMap<string, Subject["kind"]> = new Map([
  ["usr", "person"],
  ["ten", "tenant"],
  ["str", "strategy"],
  ["acc", "account"],
  ["agt", "agent"],
]);

/** The actor with this id, as far as the id tells. */
export function actorOf(id: string, from: Pick<RawActor, "name" | "address" | "agent"> = {}): RawActor {
  if (id === "bootstrap" || id === "system") return { kind: id, ...from };
  return { kind: ACTORS.get(id.slice(0, 3)) ?? "token", id, ...from };
}

/** The long form. A subject whose id says nothing is what the action is about: a session, a token, a key. */
export function happeningOf(news: AuditNews): Happening {
  const { actor, action, subject, verdict = "done", reason, address, agent, before, after } = news;
  return {
    action,
    who: actorOf(actor, { address, agent }),
    subject: { kind: SUBJECTS.get(subject.slice(0, 3)) ?? kindOfAction(action), id: subject },
    before,
    after,
    ...(verdict === "refused" ? { refused: reason ?? "refused" } : {}),
  };
}

function kindOfAction(action: AuditAction): Subject["kind"] {
  if (action.startsWith("session")) return "session";
  return action.startsWith("token") ? "token" : "key";
}
