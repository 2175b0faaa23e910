import type { FeedEvent } from "../../../src/protocol/feed-state.ts";
import type { TestReader } from "./reader.ts";

let count = 0;

/** Alerts without orders: the smallest events, as an account tells them. */
export function news(events: number): string {
  const made = Array.from({ length: events }, (): FeedEvent => {
    count++;
    return {
      kind: "alert",
      alertId: `alt_${String(count).padStart(26, "0")}`,
      atMs: count,
      orderIds: [],
      refusal: null,
    };
  });
  return JSON.stringify({ events: made });
}

/** The numbers of those that a reader got, in the order in which it got them. */
export const heard = (reader: TestReader) =>
  reader.all("event").flatMap(({ event }) => (event.kind === "alert" ? [event.atMs] : []));
