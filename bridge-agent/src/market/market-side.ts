import { randomInt } from "node:crypto";
import type { FromTerminal, ToTerminal } from "../../../src/protocol/ea-link.ts";
import { MARKET_LINK_AUDIENCE, MARKET_LINK_VERSION } from "../../../src/protocol/market-link.ts";
import type { GatewayClock } from "../gateway-link/gateway-clock.ts";
import { linkUrl, makeSignIn } from "../gateway-link/sign-in.ts";
import type { Log } from "../log.ts";
import type { Identity } from "../state/identity.ts";
import { MarketDesk } from "./market-desk.ts";
import { MarketLink } from "./market-link.ts";

export interface MarketSideParts {
  readonly identity: Identity;
  readonly clock: Pick<GatewayClock, "nowMs">;
  readonly log: Log;
  readonly toTerminal: (message: ToTerminal) => void;
  /** True while the agent link is down for good. */
  readonly stopped: () => boolean;
}

/** Prices on their way to people: the terminal's market, as far as somebody watches it. */
export class MarketSide {
  readonly #parts: MarketSideParts;
  readonly #desk: MarketDesk;
  #link: MarketLink | undefined;

  constructor(parts: MarketSideParts) {
    this.#parts = parts;
    this.#desk = new MarketDesk({
      toGateway: (frame) => this.#link?.send(frame),
      toTerminal: parts.toTerminal,
      behind: () => this.#link?.behind ?? false,
    });
  }

  async start(): Promise<void> {
    const { identity, clock, log, stopped } = this.#parts;
    const url = new URL(linkUrl(identity.gatewayUrl, identity.accountId, "/agent/market"));
    url.searchParams.set("v", String(MARKET_LINK_VERSION));
    this.#link = new MarketLink({
      ...{ url: url.href, log, stopped },
      signIn: await makeSignIn(identity, MARKET_LINK_AUDIENCE),
      nowMs: () => clock.nowMs(),
      random: () => randomInt(2 ** 32) / 2 ** 32,
      told: (frame) => this.#desk.told(frame),
    });
    await this.#link.start();
  }

  frames(frames: readonly FromTerminal[]): void {
    this.#desk.frames(frames);
  }

  terminalGone(): void {
    this.#desk.terminalGone();
  }

  stop(): void {
    this.#desk.stop();
    this.#link?.stop();
  }
}
