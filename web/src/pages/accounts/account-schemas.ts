import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import * as z from "zod";
import type { Board } from "../../../../src/protocol/feed-board.ts";
import { haltedSchema, policySummarySchema } from "../../../../src/protocol/policy-summary.ts";
import { call } from "../../api/client.ts";
import { useLive } from "../../live/use-live.ts";

const refusalSchema = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() });

const symbolRowSchema = z.object({
  venueSymbol: z.string(),
  pip: z.string().optional(),
  minPrice: z.string().optional(),
  maxPrice: z.string().optional(),
});
export type SymbolRow = z.infer<typeof symbolRowSchema>;

const rulesSchema = z.object({
  stops: z.enum(["refuse", "widen"]),
  lots: z.enum(["refuse", "round_down"]),
  external: z.enum(["leave", "manage"]),
  deviation: z.number(),
});

const settingsSchema = z.object({
  symbols: z.record(z.string(), symbolRowSchema),
  suffix: z.string(),
  minLots: z.string(),
  maxLots: z.string(),
  rules: rulesSchema,
});
export type AccountSettings = z.infer<typeof settingsSchema>;

const terminalSchema = z.object({
  account: z
    .object({
      login: z.string(),
      server: z.string(),
      currency: z.string(),
      balance: z.string(),
      equity: z.string(),
      margin: z.string().optional(),
      freeMargin: z.string().optional(),
      leverage: z.number().optional(),
      mode: z.string().optional(),
      kind: z.string().optional(),
      obstacle: z.string().optional(),
    })
    .nullable(),
  halted: haltedSchema.nullable(),
  policy: policySummarySchema.nullable(),
  symbols: z.number(),
  positions: z.number(),
  pendings: z.number(),
  unsettled: z.array(z.object({ orderId: z.string(), reason: refusalSchema, lookups: z.number() })),
  atMs: z.number(),
});
export type Terminal = z.infer<typeof terminalSchema>;

export const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAtMs: z.number(),
  settings: settingsSchema,
  link: z.object({
    connected: z.boolean(),
    ready: z.boolean(),
    reason: refusalSchema.optional(),
    sinceMs: z.number().nullable(),
    agentId: z.string().nullable(),
    agentVersion: z.string().nullable(),
    lastHeartbeatMs: z.number().nullable(),
  }),
  terminal: terminalSchema.nullable(),
  orders: z.record(z.string(), z.number()),
  alarms: z.array(z.object({ orderId: z.string(), code: z.string(), raisedAtMs: z.number() })),
  faults: z.number(),
});
export type Account = z.infer<typeof accountSchema>;

const listSchema = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), createdAtMs: z.number() })),
});

export const ACCOUNTS = ["accounts"] as const;

export function useAccounts() {
  return useQuery({
    queryKey: ACCOUNTS,
    queryFn: ({ signal }) => call("/api/accounts", { answer: listSchema, signal }),
  });
}

/** While its feed cannot tell, since agents come and go. */
const ASKED_EVERY_MS = 5_000;
/** For what the feed does not tell: settings that others change, the last sign of life. */
const ASKED_WHILE_LIVE_MS = 60_000;

/** One account as it stands now: what its feed tells goes into what was asked. */
export function useLiveAccount(accountId: string) {
  const client = useQueryClient();
  const { status, board } = useLive(accountId);
  const told = status === "live" ? board : null;
  useEffect(() => {
    if (told === null) return;
    client.setQueryData<Account>([...ACCOUNTS, accountId], (asked) =>
      asked === undefined ? undefined : withBoard(asked, told),
    );
  }, [client, accountId, told]);
  return useAccount(accountId, told === null ? ASKED_EVERY_MS : ASKED_WHILE_LIVE_MS);
}

/** The account with what its feed says of link, terminal and alarms. */
function withBoard(account: Account, { account: told, positions, pendings }: Board): Account {
  const { lastHeartbeatMs } = account.link;
  const counts = { positions: positions.size, pendings: pendings.size };
  return {
    ...account,
    link: { ...told.link, lastHeartbeatMs },
    terminal: told.terminal === null ? null : { ...told.terminal, ...counts },
    alarms: told.alarms,
  };
}

/** One account as it stood when it was last asked. */
export function useAccount(accountId: string, everyMs: number) {
  return useQuery({
    queryKey: [...ACCOUNTS, accountId],
    queryFn: ({ signal }) => call(`/api/accounts/${accountId}`, { answer: accountSchema, signal }),
    refetchInterval: everyMs,
  });
}

/** What of the settings is changed; of the rules, too, what is left out stays. */
export interface AccountChange {
  readonly name?: string;
  readonly settings?: Partial<AccountSettings>;
}

export function changeAccount(accountId: string, change: AccountChange): Promise<Account> {
  return call(`/api/accounts/${accountId}`, { method: "PATCH", body: change, answer: accountSchema });
}

/** The link in a word that people understand. */
export function linkState({ link }: Account): "not paired" | "offline" | "not ready" | "ready" {
  if (link.agentId === null) return "not paired";
  if (!link.connected) return "offline";
  return link.ready ? "ready" : "not ready";
}
