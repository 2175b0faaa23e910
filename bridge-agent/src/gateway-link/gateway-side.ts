import { randomInt } from "node:crypto";
import type { Refusal } from "../../../src/domain/refusal.ts";
import {
  agentCloseCodes,
  type FromAgent,
  type FromGateway,
  type Report,
} from "../../../src/protocol/agent-link.ts";
import type { VerificationKeys } from "../../../src/protocol/compact-jws.ts";
import type { HaltStanding } from "../../../src/protocol/halt.ts";
import { verifyHalt } from "../../../src/protocol/signed-halt.ts";
import { verifyOrder } from "../../../src/protocol/signed-order.ts";
import type { HaltIntake } from "../door-two/halt-intake.ts";
import type { OrderIntake } from "../door-two/order-intake.ts";
import { pinnedKeys } from "../door-two/pinned-keys.ts";
import type { Journal } from "../journal/journal.ts";
import type { Turns } from "../journal/turns.ts";
import type { Log } from "../log.ts";
import type { Identity } from "../state/identity.ts";
import { AGENT_VERSION } from "../version.ts";
import { ClockExchange } from "./clock-exchange.ts";
import type { GatewayClock, TimeSource } from "./gateway-clock.ts";
import { GatewayLink, type LinkState } from "./gateway-link.ts";
import { GatewaySession } from "./gateway-session.ts";
import { OrderInbox } from "./order-inbox.ts";
import { linkUrl, makeSignIn } from "./sign-in.ts";

export interface GatewaySideParts {
  readonly identity: Identity;
  readonly journal: Journal;
  readonly turns: Turns;
  readonly clock: GatewayClock;
  readonly time: TimeSource;
  readonly intake: OrderIntake;
  readonly halts: HaltIntake;
  readonly haltStanding: () => HaltStanding;
  readonly log: Log;
  /** A session is open: `hello` and the waiting reports are out. */
  readonly opened: (ledgerLostReports: boolean) => void;
  readonly reconcile: (frame: Extract<FromGateway, { type: "reconcile" }>) => void;
  readonly preview: (frame: Extract<FromGateway, { type: "preview" }>) => void;
  /** Something changed that readiness or the status depend on. */
  readonly changed: () => void;
}

/** Everything between the agent and its gateway: the link, and on it one session after another. */
export class GatewaySide {
  readonly #parts: GatewaySideParts;
  readonly #exchange: ClockExchange;
  #link: GatewayLink | undefined;
  #session: GatewaySession | undefined;
  #epoch: number | null = null;

  constructor(parts: GatewaySideParts) {
    this.#parts = parts;
    this.#exchange = new ClockExchange(parts.clock, parts.time, (agentMs) =>
      this.send({ type: "clock", agentMs }),
    );
  }

  get state(): LinkState {
    return this.#link?.state ?? { state: "connecting" };
  }

  /** The epoch of the latest session, null before the first. */
  get epoch(): number | null {
    return this.#epoch;
  }

  /** Why the link is down for good, or null. */
  get stopped(): Refusal | null {
    const { state } = this;
    return state.state === "stopped" ? state.reason : null;
  }

  async start(): Promise<void> {
    const { identity, clock, log, changed } = this.#parts;
    const keys = pinnedKeys(identity.gatewayKeys);
    this.#link = new GatewayLink({
      url: linkUrl(identity.gatewayUrl, identity.accountId),
      signIn: await makeSignIn(identity),
      nowMs: () => clock.nowMs(),
      random: () => randomInt(2 ** 32) / 2 ** 32,
      log,
      handlers: {
        begin: () => this.#begin(keys),
        frame: (frame) => this.#session?.receive(frame),
        heartbeat: () => this.measureClock(),
        changed,
      },
    });
    await this.#link.start();
  }

  /** Sends a frame within an open session; without one it is dropped. */
  send(frame: FromAgent): void {
    if (this.#session?.isOpen) this.#link?.send(frame);
  }

  /** Measures the gateway's clock when that is due, or the host's clock jumped. */
  measureClock(): void {
    if (this.#session?.isOpen) this.#exchange.beginIfDue();
  }

  sendTurn(acknowledge: boolean, reports: readonly Report[]): void {
    this.#session?.sendTurn(acknowledge, reports);
  }

  stop(): void {
    this.#session?.end();
    this.#link?.close();
  }

  #begin(keys: VerificationKeys): void {
    this.#session?.end();
    const { identity, journal, turns, intake, halts, haltStanding, log } = this.#parts;
    const { opened, reconcile, preview, changed } = this.#parts;
    const reject = (code: number, reason: string) => this.#link?.reject(code, reason);
    const session: GatewaySession = new GatewaySession({
      self: identity,
      version: AGENT_VERSION,
      ...{ journal, turns, log, reject, reconcile, preview, haltStanding },
      send: (frame) => this.#link?.send(frame),
      makeInbox: () =>
        new OrderInbox({
          handledSeq: journal.handledSeq,
          verify: (jws) => verifyOrder(jws, keys),
          verifyHalt: (jws) => verifyHalt(jws, keys),
          halt: (verified) => halts.take(verified),
          deliver: (orders) => intake.take(orders),
          repeated: () => session.acknowledge(),
          gap: (seq) => reject(agentCloseCodes.outOfSequence, `order frame ${seq} came too early`),
        }),
      opened: ({ epoch }, ledgerLostReports) => {
        this.#epoch = epoch;
        this.#link?.welcomed();
        this.#exchange.begin();
        opened(ledgerLostReports);
      },
      clock: (agentMs, gatewayMs) => {
        this.#exchange.answered(agentMs, gatewayMs);
        changed();
      },
    });
    this.#session = session;
  }
}
