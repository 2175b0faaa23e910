import { HIGHEST_TAKEN_VERSION } from "../../src/domain/emergency/account-stop.ts";
import type { HaltStanding } from "../../src/protocol/halt.ts";
import { signHalt } from "../../src/protocol/signed-halt.ts";
import { type AgentSockets, send } from "./agent-sockets.ts";
import type { GatewayKeys } from "./gateway-keys.ts";
import type { Ledger } from "./ledger.ts";
import type { LinkState } from "./link-state.ts";
import type { StopState } from "./stop-state.ts";

export interface HaltSenderParts {
  readonly accountId: string;
  readonly state: StopState;
  readonly ledger: Ledger;
  readonly link: LinkState;
  readonly sockets: AgentSockets;
  readonly keys: GatewayKeys;
}

/**
 * The emergency stop at door two: tells the agent how the account stands, at every connection before anything
 * else and with every change, until it says that it has it in its journal.
 */
export class HaltSender {
  readonly #parts: HaltSenderParts;
  /** What was sent last; forgotten with the instance, so that what may be lost goes again. */
  #sent = { epoch: 0, version: 0 };

  constructor(parts: HaltSenderParts) {
    this.#parts = parts;
  }

  /** True when the agent has to be told before this link goes on; none of accounts that were never stopped. */
  get isDue(): boolean {
    const { version, agentVersion } = this.#parts.state.row;
    return version > 0 && agentVersion !== null;
  }

  /** A new link: what the agent said in its hello counts. Belongs into a transaction. */
  greet(told: HaltStanding | undefined, nowMs: number): void {
    const { state, ledger } = this.#parts;
    const { row } = state;
    if (told === undefined) {
      this.forget();
      return;
    }
    const ahead = told.version > row.version && told.version <= HIGHEST_TAKEN_VERSION;
    if (ahead) {
      // This object was restored from a backup. The more careful of the two holds until somebody lifts it.
      const message = `The agent has version ${told.version} of the stop, the account ${row.version}.`;
      ledger.fault("counter_moved", null, null, nowMs, message);
      state.change({
        version: told.version + 1,
        stopped: row.stopped ?? told.stopped,
        agentVersion: told.version,
        agentAtMs: null,
      });
    } else if (row.agentVersion !== told.version) {
      state.change({ agentVersion: told.version, agentAtMs: nowMs });
    }
    this.#sent = { epoch: 0, version: 0 };
  }

  /** Another agent is paired, of which nothing is known. Belongs into a transaction. */
  forget(): void {
    const { state } = this.#parts;
    if (state.row.agentVersion !== null) state.change({ agentVersion: null, agentAtMs: null });
  }

  /** The agent has this version in its journal. Belongs into a transaction. */
  confirmed(version: number, nowMs: number): void {
    const { state } = this.#parts;
    const { agentVersion } = state.row;
    if (agentVersion !== null && version > agentVersion && version <= state.row.version) {
      state.change({ agentVersion: version, agentAtMs: nowMs });
    }
  }

  /** Sends the state when the agent of this link was not sent it. */
  async run(): Promise<void> {
    const { accountId, state, link, keys } = this.#parts;
    for (;;) {
      const { epoch, agentId } = link.row;
      const { version, stopped } = state.row;
      if (!this.mustSend || agentId === null) return;
      const jws = await signHalt({ v: 1, accountId, agentId, version, stopped }, await keys.signing());
      // While it was signed the link or the stop may have become another.
      if (link.row.epoch !== epoch || state.row.version !== version || !this.mustSend) continue;
      const socket = this.#parts.sockets.of(epoch);
      if (socket === null) return;
      this.#sent = { epoch, version };
      send(socket, { type: "halt", jws });
    }
  }

  /** The agent of this link was not sent the state as it is now. */
  get mustSend(): boolean {
    const { state, link, sockets } = this.#parts;
    const { epoch, stage } = link.row;
    if (!this.isDue || stage === "away" || stage === "welcomed" || sockets.of(epoch) === null) return false;
    return this.#sent.epoch !== epoch || this.#sent.version !== state.row.version;
  }
}
