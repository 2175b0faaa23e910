import type { OrderState } from "../../src/domain/order/events.ts";
import type { Api } from "../support/api.ts";
import { pause } from "../support/until.ts";

const POLL_MS = 500;

/** Orders in these states still have something coming. */
const underWay: readonly OrderState[] = ["pending", "sent", "accepted", "submitted", "partially_filled"];

/** How long orders must have been unknown, while nothing else happened, to count as unknown for good. */
const UNKNOWN_FOR_GOOD_MS = 12_000;

/** What quiet is read from. */
type Watched = Pick<Api, "account" | "alerts">;

interface Standing {
  unknown: number;
  sinceMs: number;
}

/** Why the installation is not quiet yet; undefined when every alert and every order is settled. */
async function reasonNotQuiet(
  api: Watched,
  standing: Standing,
  mayStay: boolean,
): Promise<string | undefined> {
  const { link, orders } = await api.account();
  const moving = underWay.find((state) => orders[state] > 0);
  if (!link.ready || moving !== undefined || orders.unknown !== standing.unknown) {
    Object.assign(standing, { unknown: orders.unknown, sinceMs: Date.now() });
  }
  if (!link.ready) return "gateway, agent and terminal are not reconciled";
  if (moving !== undefined) return `${orders[moving]} orders are ${moving}`;
  const stays = mayStay && Date.now() - standing.sinceMs > UNKNOWN_FOR_GOOD_MS;
  if (orders.unknown > 0 && !stays) return `${orders.unknown} orders are unknown`;
  const open = (await api.alerts()).filter(({ final }) => !final).length;
  return open <= orders.unknown ? undefined : `${open} alerts have no final outcome`;
}

/**
 * Waits at most `limitMs` for quiet; the answer is why there is none, or undefined. `mayStay`: orders may be
 * unknown for good, because nobody can prove what became of them.
 */
export async function waitForQuiet(
  api: Watched,
  limitMs: number,
  mayStay: boolean,
): Promise<string | undefined> {
  const endMs = Date.now() + limitMs;
  const standing: Standing = { unknown: 0, sinceMs: Date.now() };
  for (;;) {
    let reason: string | undefined;
    try {
      reason = await reasonNotQuiet(api, standing, mayStay);
    } catch (error) {
      // The gateway may just be starting again.
      reason = error instanceof Error ? error.message : String(error);
    }
    if (reason === undefined || Date.now() > endMs) return reason;
    await pause(POLL_MS);
  }
}
