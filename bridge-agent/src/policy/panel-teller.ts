import type { ToTerminal } from "../../../src/protocol/ea-link.ts";

type Panel = Extract<ToTerminal, { type: "panel" }>;

/** What the `panel` frame holds at most, in characters. */
const LONGEST = 120;

/** Orders follow each other faster than anybody reads, and every frame is work for the terminal that trades them. */
const LAST_EVERY_MS = 400;

export interface PanelFacts {
  readonly gatewayUp: boolean;
  /** Why entries are stopped, null while they are not. */
  readonly halted: string | null;
  readonly lastOrder: string | null;
}

/**
 * Tells the panel on the chart how the agent stands: to every terminal that connects, and when it changes. The last
 * order alone is told a few times a second at most; whoever calls comes again with the newest.
 */
export class PanelTeller {
  readonly #send: (panel: Panel) => void;
  #told: Panel | null = null;
  #toldAtMs = 0;

  constructor(send: (panel: Panel) => void) {
    this.#send = send;
  }

  /**
   * `connected` false: there is nobody to tell, and the next one knows nothing. `nowMs` is of a clock that never
   * jumps.
   */
  show(connected: boolean, { gatewayUp, halted, lastOrder }: PanelFacts, nowMs: number): void {
    if (!connected) {
      this.#told = null;
      return;
    }
    const panel: Panel = {
      type: "panel",
      gateway: gatewayUp ? "up" : "down",
      halted: plain(halted),
      last: plain(lastOrder),
    };
    const told = this.#told;
    if (told !== null && told.gateway === panel.gateway && told.halted === panel.halted) {
      if (told.last === panel.last || nowMs - this.#toldAtMs < LAST_EVERY_MS) return;
    }
    this.#told = panel;
    this.#toldAtMs = nowMs;
    this.#send(panel);
  }
}

/** A frame's fields hold no control characters. */
function plain(text: string | null): string {
  return (text ?? "").replace(/\p{Cc}/gu, " ").slice(0, LONGEST);
}
