import * as z from "zod";
import { accountIdSchema, strategyIdSchema } from "../../src/domain/ids.ts";
import { type Api, waitUntil } from "./api.ts";
import { readJsonIfThere, writePrivately } from "./private-file.ts";

const demoSchema = z.object({
  accountId: accountIdSchema,
  strategy: z.object({ id: strategyIdSchema, hookPath: z.string().startsWith("/"), secret: z.string() }),
});
/** The demo account and strategy of this installation; the file is private because of the hook's secret. */
export type Demo = z.infer<typeof demoSchema>;

/** Names that differ between charts and brokers, and pips where no rule gives them. */
const accountSettings = {
  symbols: {
    BTCUSDT: { venueSymbol: "BTCUSD", pip: "1" },
    BTCUSD: { venueSymbol: "BTCUSD", pip: "1" },
    XAUUSD: { venueSymbol: "XAUUSD", pip: "0.1" },
    GOLD: { venueSymbol: "XAUUSD", pip: "0.1" },
    US30: { venueSymbol: "US30", pip: "1" },
  },
  suffix: "",
  minLots: "0.01",
  maxLots: "10",
};

const createdAccountSchema = z.object({ id: accountIdSchema });
const createdStrategySchema = z.object({ id: strategyIdSchema, hook: z.string(), secret: z.string() });
const accountSchema = z.object({
  link: z.object({
    ready: z.boolean(),
    reason: z.object({ message: z.string() }).optional(),
  }),
});

/**
 * Creates the demo account and a strategy with one route to it, once for each installation. The calls
 * carry fixed idempotency keys, so a start that was cut short between two of them is simply repeated.
 */
export async function keepDemo(api: Api, file: string, url: string): Promise<Demo> {
  const kept = readJsonIfThere(file, demoSchema);
  if (kept !== undefined) return kept;

  const account = await api.post(
    "/api/accounts",
    { name: "Demo", settings: accountSettings },
    "demo-account",
    createdAccountSchema,
  );
  const routes = [{ accountId: account.id, size: { unit: "lots", value: "0.1" }, symbols: {} }];
  const strategy = await api.post(
    "/api/strategies",
    { name: "Demo", settings: { routes } },
    "demo-strategy",
    createdStrategySchema,
  );
  const made: Demo = {
    accountId: account.id,
    strategy: {
      id: strategy.id,
      hookPath: new URL(strategy.hook, url).pathname,
      secret: strategy.secret,
    },
  };
  writePrivately(file, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}

/** Resolves when gateway, agent and terminal of the account are reconciled, so that it may trade. */
export function waitForAccount(api: Api, accountId: string, signal: AbortSignal): Promise<void> {
  const check = async (): Promise<string | undefined> => {
    const { link } = await api.get(`/api/accounts/${accountId}`, accountSchema);
    return link.ready ? undefined : (link.reason?.message ?? "the gateway does not say why");
  };
  return waitUntil("the account was not ready", check, { forMs: 60_000, everyMs: 50, signal });
}
