import type { OrderState } from "../../src/domain/order/events.ts";
import type { Api } from "../support/api.ts";
import { pause } from "../support/until.ts";

const POLL_MS = 500;

/** Orders in these states still have something coming. */
const underWay: readonly OrderState[] = [
  "pending",
  "sent",
  "accepted",
  "submitted",
  "partially_filled",
  "unknown",
];

/** Why the installation is not quiet yet; undefined when every alert and every order is settled. */
async function reasonNotQuiet(api: Api): Promise<string | undefined> {
  const { link, orders } = await api.account();
  if (!link.ready) return "gateway, agent and terminal are not reconciled";
  for (const state of underWay) if (orders[state] > 0) return `${orders[state]} orders are ${state}`;
  const open = (await api.alerts()).filter(({ final }) => !final).length;
  return open === 0 ? undefined : `${open} alerts have no final outcome`;
}

/** Waits at most `limitMs` for quiet; the answer is why there is none, or undefined. */
export async function waitForQuiet(api: Api, limitMs: number): Promise<string | undefined> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    let reason: string | undefined;
    try {
      reason = await reasonNotQuiet(api);
    } catch (error) {
      // The gateway may just be starting again.
      reason = error instanceof Error ? error.message : String(error);
    }
    if (reason === undefined || Date.now() > endMs) return reason;
    await pause(POLL_MS);
  }
}
