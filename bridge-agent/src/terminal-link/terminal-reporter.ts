import type { Refusal } from "../../../src/domain/refusal.ts";
import type {
  FromAgent,
  PendingOrderFacts,
  Position,
  TerminalState,
  Unsettled,
} from "../../../src/protocol/agent-link.ts";
import type { Halted, PolicySummary } from "../../../src/protocol/policy-summary.ts";
import { type AccountFacts, symbolFacts, type VenuePending, type VenuePosition } from "./facts.ts";
import type { Mirror, MirrorChange } from "./mirror.ts";

/** Shortest time between two reports, for a terminal without positions. */
const PAUSE_MS = 500;
/** A report names every position, so many positions are told less often. */
const PAUSE_PER_POSITION_MS = 1;
/** Floating profit alone is told this often: it changes with every tick and waking the gateway costs. */
const EQUITY_PAUSE_MS = 10_000;

/** The gateway takes frames of 4 Mi characters and a position is some 250; brokers allow far fewer. */
const MOST_POSITIONS = 10_000;

const MOST_PENDINGS = 1_000;
const MOST_UNSETTLED = 100;

export interface ReporterParts {
  readonly mirror: Mirror;
  /** Why nothing can be traded, or null. */
  readonly notReady: () => Refusal | null;
  /** Steps whose outcome nobody knows. */
  readonly unsettled: () => readonly Unsettled[];
  /** What the policy of this host says of itself. */
  readonly policy: () => { readonly halted: Halted | null; readonly summary: PolicySummary };
  /** Epoch milliseconds by the gateway's clock. */
  readonly nowMs: () => number;
  readonly send: (frame: FromAgent) => void;
}

/** Tells the gateway how the terminal stands: at once when readiness changes, otherwise now and then. */
export class TerminalReporter {
  readonly #parts: ReporterParts;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Monotonic milliseconds at which the timer fires. */
  #dueAtMs = 0;

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  /** Something changed: it is told within the pause that this kind of change may wait. */
  changed(change: MirrorChange): void {
    if (change === "nothing" || !this.#parts.mirror.isComplete) return;
    const pause =
      change === "state"
        ? PAUSE_MS + this.#parts.mirror.positionCount * PAUSE_PER_POSITION_MS
        : EQUITY_PAUSE_MS;
    const dueAtMs = performance.now() + pause;
    if (this.#timer !== undefined && this.#dueAtMs <= dueAtMs) return;
    clearTimeout(this.#timer);
    this.#dueAtMs = dueAtMs;
    this.#timer = setTimeout(() => this.now(), pause);
  }

  /** Tells it now. */
  now(): void {
    this.stop();
    this.#parts.send({ type: "terminal", state: this.#state() });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #state(): TerminalState {
    const { mirror, notReady, unsettled, policy, nowMs } = this.#parts;
    const { halted, summary } = policy();
    const reason = notReady();
    const account = mirror.account;
    return {
      ready: reason === null,
      ...(reason === null ? {} : { reason }),
      ...(account === undefined || reason?.code === "other_terminal_account"
        ? {}
        : { account: toldAccount(account) }),
      // Half a list would look like a change; the gateway takes an empty one as "not known now".
      symbols: mirror.isComplete ? Array.from(mirror.symbols.values(), symbolFacts) : [],
      positions: mirror.isComplete ? mirror.positions.slice(-MOST_POSITIONS).map(toldPosition) : [],
      ...(mirror.isComplete ? { pendings: mirror.pendings.slice(-MOST_PENDINGS).map(toldPending) } : {}),
      unsettled: unsettled().slice(0, MOST_UNSETTLED),
      ...(halted === null ? {} : { halted }),
      policy: summary,
      atMs: nowMs(),
    };
  }
}

function toldAccount(account: AccountFacts): NonNullable<TerminalState["account"]> {
  const { login, server, currency, balance, equity, margin, freeMargin, leverage, mode, kind, obstacle } =
    account;
  return { login, server, currency, balance, equity, margin, freeMargin, leverage, mode, kind, obstacle };
}

function toldPosition({ ident: _, isExternal, ...position }: VenuePosition): Position {
  return { ...position, external: isExternal };
}

function toldPending({ step: _, isExternal, ...pending }: VenuePending): PendingOrderFacts {
  return { ...pending, external: isExternal };
}
