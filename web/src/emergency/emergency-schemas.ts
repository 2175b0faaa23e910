import { useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../api/client.ts";
import { hearsStops } from "../live/stop-news.ts";
import { useMay } from "../session/may.ts";

const stopSchema = z.object({
  id: z.string(),
  accounts: z.array(z.string()).nullable(),
  reason: z.string(),
  stopsEntries: z.boolean(),
  closesPositions: z.boolean(),
  by: z.string(),
  atMs: z.number(),
  liftedAtMs: z.number().nullable(),
  liftedBy: z.string().nullable(),
});
export type Stop = z.infer<typeof stopSchema>;

const accountSchema = z.object({
  accountId: z.string(),
  name: z.string().nullable(),
  reached: z.boolean(),
  state: z
    .object({
      stopped: z.object({ stopId: z.string(), reason: z.string(), sinceMs: z.number() }).nullable(),
      agent: z.enum(["confirmed", "told", "offline", "too_old", "none"]),
      agentConnected: z.boolean(),
      closing: z
        .object({
          state: z.enum(["waiting_for_agent", "under_way", "unknown", "not_flat", "flat"]),
          round: z.number(),
          left: z.object({ positions: z.number(), pendings: z.number() }).nullable(),
          external: z.number(),
        })
        .nullable(),
    })
    .nullable(),
});
export type StoppedAccount = z.infer<typeof accountSchema>;

const emergencySchema = z.object({
  stopped: z.boolean(),
  stops: z.array(stopSchema),
  accounts: z.array(accountSchema),
});
export type Emergency = z.infer<typeof emergencySchema>;

export const EMERGENCY = ["emergency"] as const;

const ASKED_EVERY_MS = 10_000;
/** While a feed is open, which tells of the stops of its account at once. */
const ASKED_WHILE_HEARING_MS = 30_000;
/** While trading is stopped people wait for what comes of it. */
const ASKED_WHILE_STOPPED_MS = 3_000;

/** How trading stands under emergency stops, for whoever may see orders. */
export function useEmergency() {
  return useQuery({
    queryKey: EMERGENCY,
    queryFn: ({ signal }) => call("/emergency", { answer: emergencySchema, signal }),
    enabled: useMay("orders"),
    refetchInterval: ({ state }) => {
      if (state.data?.stopped === true) return ASKED_WHILE_STOPPED_MS;
      return hearsStops() ? ASKED_WHILE_HEARING_MS : ASKED_EVERY_MS;
    },
  });
}

export interface StopWish {
  readonly reason: string;
  readonly closes: boolean;
  /** Null: all that the person may stop. */
  readonly accounts: readonly string[] | null;
  /** The same for every repeat, so that nothing is stopped twice. */
  readonly key: string;
}

export function stopTrading({ reason, closes, accounts, key }: StopWish): Promise<unknown> {
  return call("/emergency/stop-all-trading", {
    method: "POST",
    body: { reason, close_existing_positions: closes, ...(accounts === null ? {} : { accounts }) },
    answer: z.unknown(),
    idempotencyKey: key,
  });
}

/** One stop, or with null every one that stands. */
export function liftStop(stop: Stop | null): Promise<unknown> {
  return call("/emergency/lift", {
    method: "POST",
    body: stop === null ? {} : { stopId: stop.id },
    answer: z.unknown(),
    confirm: stop === null ? "every emergency stop is lifted" : `the stop “${stop.reason}” is lifted`,
  });
}
