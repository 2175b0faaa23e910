import type { ToTerminal } from "../../../src/protocol/ea-link.ts";

type Panel = Extract<ToTerminal, { type: "panel" }>;

/** What the `panel` frame holds at most, in characters. */
const LONGEST = 120;

export interface PanelFacts {
  readonly gatewayUp: boolean;
  /** Why entries are stopped, null while they are not. */
  readonly halted: string | null;
  readonly lastOrder: string | null;
}

/** Tells the panel on the chart how the agent stands: to every terminal that connects, and when it changes. */
export class PanelTeller {
  readonly #send: (panel: Panel) => void;
  #told = "";

  constructor(send: (panel: Panel) => void) {
    this.#send = send;
  }

  /** `connected` false: there is nobody to tell, and the next one knows nothing. */
  show(connected: boolean, { gatewayUp, halted, lastOrder }: PanelFacts): void {
    if (!connected) {
      this.#told = "";
      return;
    }
    const panel: Panel = {
      type: "panel",
      gateway: gatewayUp ? "up" : "down",
      halted: plain(halted),
      last: plain(lastOrder),
    };
    const text = JSON.stringify(panel);
    if (text === this.#told) return;
    this.#told = text;
    this.#send(panel);
  }
}

/** A frame's fields hold no control characters. */
function plain(text: string | null): string {
  return (text ?? "").replace(/\p{Cc}/gu, " ").slice(0, LONGEST);
}
