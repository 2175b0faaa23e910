import type { Refusal } from "../../../src/domain/refusal.ts";
import { refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { FromAgent } from "../../../src/protocol/agent-link.ts";
import type { HaltStanding } from "../../../src/protocol/halt.ts";
import type { SignedHalt } from "../../../src/protocol/signed-halt.ts";
import type { Turns } from "../journal/turns.ts";
import type { Log } from "../log.ts";
import type { Self } from "./order-gate.ts";

export interface HaltIntakeParts {
  readonly self: Self;
  readonly turns: Turns;
  /** The gateway's stop as the journal has it. */
  readonly standing: () => HaltStanding;
  /** Puts it into the journal and in force; belongs into a turn. */
  readonly keep: (standing: HaltStanding) => void;
  /** Sends to the gateway's current link. */
  readonly send: (frame: FromAgent) => void;
  readonly log: Log;
}

/**
 * Whether a halt counts: signed by the gateway, for this very agent, and newer than what is in force. Null: it is
 * old, or the same again, and changes nothing. Pure.
 */
export function judgeHalt(
  verified: Result<SignedHalt, Refusal>,
  self: Self,
  standing: HaltStanding,
): Result<HaltStanding | null, Refusal> {
  if (!verified.ok) return verified;
  const { accountId, agentId, version, stopped } = verified.value;
  if (accountId !== self.accountId) {
    return err(refusal("wrong_account", "The halt is for another trading account."));
  }
  if (agentId !== self.agentId) return err(refusal("wrong_agent", "The halt is for another agent."));
  return ok(version > standing.version ? { version, stopped } : null);
}

/**
 * Takes the gateway's emergency stop and its lifting. It is acknowledged once it is in the journal; a crash in
 * between leaves it to the next connection, at which the gateway sends it before any order can go.
 */
export class HaltIntake {
  readonly #parts: HaltIntakeParts;

  constructor(parts: HaltIntakeParts) {
    this.#parts = parts;
  }

  take(verified: Result<SignedHalt, Refusal>): void {
    const { self, turns, standing, keep, send, log } = this.#parts;
    const judged = judgeHalt(verified, self, standing());
    if (!judged.ok) {
      log.error("halt_refused", { code: judged.error.code });
      return;
    }
    turns.run(() => {
      if (judged.value !== null) keep(judged.value);
      // An old one too: the gateway then learns which version is in force.
      turns.afterwards(() => send({ type: "halted", version: standing().version }));
    });
  }
}
