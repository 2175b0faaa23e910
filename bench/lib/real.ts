import { createHash } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import { root } from "../../scripts/lib/root.ts";
import { apiClient } from "../../scripts/start/api.ts";
import { installation, type OtherParts, type Ready } from "../../scripts/start/installation.ts";
import { openStateDir } from "../../scripts/start/state-dir.ts";
import { deriveOrderId, type Sha256 } from "../../src/domain/ids.ts";
import { venueSymbols } from "../terminal/venue.ts";
import { ArrivalsFile } from "./arrivals-file.ts";
import type { Cleanup } from "./cleanup.ts";
import type { System } from "./system.ts";
import { until } from "./wait.ts";

/** Longer than an entry may wait: after that every order has an end, if only that it expired. */
const SETTLE_TIMEOUT_MS = 60_000;

const sha256: Sha256 = (text) => createHash("sha256").update(text).digest();
const acceptedSchema = z.object({ alertId: z.string(), verdict: z.literal("accepted") });
const accountSchema = z.object({ orders: z.record(z.string(), z.number().int()) });
/** Counts of orders that nothing more happens to. */
const endStates = new Set(["filled", "cancelled", "rejected", "expired"]);

/** The real thing, with the bench's terminal at its end. */
export interface Real extends System {
  readonly ready: Ready;
  /** How many orders stand in each state. */
  orders(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

/**
 * Starts gateway and agent through the functions of `npm start`, with their data in `folder`, and the
 * bench's terminal in the place of the paper terminal. `others` take the place of these parts; another
 * terminal writes no arrivals.
 */
export async function startReal(
  cleanup: Cleanup,
  name: string,
  folder: string,
  say: (line: string) => void,
  others: OtherParts = {},
): Promise<Real> {
  const state = openStateDir(folder);
  const arrivals = new ArrivalsFile(join(folder, "arrivals.txt"));
  const sallyport = installation(state, say, {
    terminal: (of, eaPort) => ({
      name: "terminal",
      command: process.execPath,
      args: [
        join(root, "bench/terminal/main.ts"),
        ...["--port", String(eaPort), "--token-file", join(of.agent, "ea-token")],
        ...["--arrivals", arrivals.path],
      ],
      env: process.env,
      watchesStdin: true,
    }),
    ...others,
  });
  cleanup.add(() => sallyport.stop());
  const ready = await sallyport.start(0);
  const api = apiClient(ready.url, ready.token);
  const { accountId, strategy } = ready.demo;
  const orders = async () => (await api.get(`/api/accounts/${accountId}`, accountSchema)).orders;
  return {
    name,
    ready,
    orders,
    target: {
      port: Number(new URL(ready.url).port),
      path: strategy.hookPath,
      bodies: alertBodies(strategy.secret),
      accepted: 202,
    },
    keyOf(sample) {
      const { alertId } = acceptedSchema.parse(JSON.parse(sample.answer));
      return deriveOrderId(sha256, alertId, accountId, 0);
    },
    arrivals: async () => arrivals.take(),
    settled: () =>
      until(`every order of ${name} at its end`, SETTLE_TIMEOUT_MS, async () =>
        Object.entries(await orders()).every(([state, count]) => endStates.has(state) || count === 0),
      ),
    stop: () => sallyport.stop(),
  };
}

/** One market order a symbol; all symbols take turns, because each has a queue of its own. */
function alertBodies(secret: string): string[] {
  return venueSymbols.map((symbol, index) =>
    JSON.stringify({ secret, id: "{{id}}", action: index % 2 === 0 ? "buy" : "sell", symbol, lots: "0.1" }),
  );
}
