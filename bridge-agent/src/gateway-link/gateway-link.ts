import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { agentCloseCodes, type FromAgent, type FromGateway } from "../../../src/protocol/agent-link.ts";
import type { Log } from "../log.ts";
import { BACKOFF_STABLE_MS, backoffMs } from "./backoff.ts";
import { type Down, GatewayConnection } from "./connection.ts";
import { readFrame } from "./read-frame.ts";
import type { SignIn } from "./sign-in.ts";

/** What the link does. `stopped` is for good: only a new start of the agent makes it try again. */
export type LinkState =
  | { readonly state: "connecting" }
  | { readonly state: "up" }
  | { readonly state: "waiting"; readonly reason: string }
  | { readonly state: "stopped"; readonly reason: Refusal };

export interface LinkHandlers {
  frame(frame: FromGateway): void;
  /** A new connection begins; the first frame is the gateway's. */
  begin(): void;
  heartbeat(): void;
  changed(state: LinkState): void;
}

export interface LinkParts {
  readonly url: string;
  readonly signIn: SignIn;
  /** Epoch milliseconds by the gateway's clock as far as it is known. */
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly handlers: LinkHandlers;
  readonly log: Log;
}

/** Keeps one connection to the gateway, again and again, until it is told to stay away. */
export class GatewayLink {
  readonly #parts: LinkParts;
  #connection: GatewayConnection<FromGateway, FromAgent> | undefined;
  #state: LinkState = { state: "connecting" };
  #attempt = 0;
  #upSinceMs: number | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ended = false;
  /** How far the host's clock is off by the gateway's HTTP answers; see `#down`. */
  #skewMs = 0;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  get state(): LinkState {
    return this.#state;
  }

  async start(): Promise<void> {
    const { url, signIn, nowMs, handlers } = this.#parts;
    this.#change({ state: "connecting" });
    const token = await signIn(nowMs() + this.#skewMs);
    if (this.#ended) return;
    handlers.begin();
    const connection = new GatewayConnection<FromGateway, FromAgent>(url, token, {
      read: readFrame,
      frame: (frame) => {
        if (this.#connection === connection) handlers.frame(frame);
      },
      heartbeat: () => handlers.heartbeat(),
      down: (why) => {
        if (this.#connection === connection) this.#down(why);
      },
    });
    this.#connection = connection;
  }

  /** The gateway has welcomed us. */
  welcomed(): void {
    this.#upSinceMs = performance.now();
    this.#change({ state: "up" });
  }

  send(frame: FromAgent): void {
    this.#connection?.send(frame);
  }

  /** Ends this connection because of what the gateway sent; another one follows. */
  reject(code: number, reason: string): void {
    this.#parts.log.error("gateway_frame_refused", { code, reason });
    this.#connection?.close(code, reason);
  }

  /** Stays down until the agent is started again. */
  stop(reason: Refusal): void {
    if (this.#state.state === "stopped") return;
    this.#ended = true;
    this.#parts.log.error("gateway_link_stopped", { code: reason.code, message: reason.message });
    this.#change({ state: "stopped", reason });
    this.close();
  }

  close(): void {
    this.#ended = true;
    clearTimeout(this.#retry);
    this.#connection?.close(1000, "the agent stops");
  }

  #down(why: Down): void {
    this.#connection = undefined;
    const stable = this.#upSinceMs !== undefined && performance.now() - this.#upSinceMs >= BACKOFF_STABLE_MS;
    this.#upSinceMs = undefined;
    if (this.#ended) return;
    const final = finalReason(why.code);
    if (final !== undefined) {
      this.stop(final);
      return;
    }
    // A host clock that is far off would make every sign-in token look expired or not yet valid.
    if (why.status === 401 && why.serverDateMs !== null)
      this.#skewMs = why.serverDateMs - this.#parts.nowMs();
    if (stable) this.#attempt = 0;
    const pauseMs = backoffMs(this.#attempt, this.#parts.random);
    this.#attempt += 1;
    this.#parts.log.warn("gateway_link_down", {
      code: why.code,
      status: why.status,
      reason: why.reason,
      pauseMs,
    });
    this.#change({ state: "waiting", reason: why.reason });
    this.#retry = setTimeout(() => void this.start(), pauseMs);
  }

  #change(state: LinkState): void {
    this.#state = state;
    this.#parts.handlers.changed(state);
  }
}

/** Why the link must not be tried again after this close code, or undefined when it may be. */
function finalReason(code: number | null): Refusal | undefined {
  switch (code) {
    case agentCloseCodes.replaced:
      return refusal("replaced", "Another agent of the same trading account took over the link.", {
        hint: "stop the other agent, then start this one again",
      });
    case agentCloseCodes.unsupportedVersion:
      return refusal("unsupported_version", "The gateway speaks another version of the agent link.", {
        hint: "update the agent",
      });
    case agentCloseCodes.revoked:
      return refusal("revoked", "The gateway no longer accepts this agent's key.", {
        hint: "pair the agent again: sallyport-agent pair CODE --gateway URL --replace",
      });
    default:
      return undefined;
  }
}
