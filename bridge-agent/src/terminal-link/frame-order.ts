import type { FromTerminal, ToTerminal } from "../../../src/protocol/ea-link.ts";

type Type = FromTerminal["type"];

/** What a terminal may say at any time after the handshake. */
const anytime: ReadonlySet<Type> = new Set(["account", "symbol", "tick", "book", "bars", "fault", "pong"]);

/**
 * Which frames are in their place on one link: account and symbols before `ready`, deals and positions only
 * once they were asked for, results only when everything was told. A frame out of place means that the other
 * end is not what it says it is, or has lost its state, so nothing that follows can be trusted either.
 */
export class FrameOrder {
  #stage: "greeting" | "ready" | "asked" | "synced" = "greeting";
  #account = false;

  /** The agent has sent a message. */
  sent(type: ToTerminal["type"]): void {
    if (type === "sync" && this.#stage === "ready") this.#stage = "asked";
  }

  /** Takes the next frame of the terminal; the answer is what is wrong about its place, if anything is. */
  next(type: Type): string | undefined {
    if (type === "account") this.#account = true;
    if (anytime.has(type)) return undefined;
    if (type === "hello") return "a second hello";
    if (type === "ready") return this.#ready();
    if (this.#stage === "greeting") return `${type} before ready`;
    if (this.#stage === "ready") return `${type} before it was asked to sync`;
    if (type !== "synced") return undefined;
    if (this.#stage === "synced") return "synced twice";
    this.#stage = "synced";
    return undefined;
  }

  #ready(): string | undefined {
    if (this.#stage !== "greeting") return "ready twice";
    if (!this.#account) return "ready before its account";
    this.#stage = "ready";
    return undefined;
  }
}
