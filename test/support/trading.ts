import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Api, apiOf, type Story } from "./api.ts";
import { type DealLine, readDealsLog } from "./deals-log.ts";
import { type HookOutcome, postAlert } from "./hook.ts";
import { type Installation, type RunningInstallation, startInstallation } from "./installation.ts";
import { until } from "./until.ts";

const LIMIT_MS = 20_000;

/** A running installation with what a trader does with it. */
export interface Trading<I extends RunningInstallation = RunningInstallation> {
  readonly installation: I;
  readonly api: Api;
  readonly secret: string;
  /** Sends a message to the hook; throws when there is no answer. */
  readonly send: (
    body: string | Uint8Array,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Extract<HookOutcome, { kind: "answer" }>>;
  /** Sends a message that must be accepted, and waits until nothing more happens to it. */
  readonly trade: (body: string) => Promise<Story>;
  /** Waits until nothing more happens to an alert by itself. */
  readonly settled: (alertId: string) => Promise<Story>;
  /** The broker's own deals of one order. */
  readonly deals: (orderId: string) => DealLine[];
  /** A JSON message with the secret in it. */
  readonly json: (fields: Readonly<Record<string, unknown>>) => string;
  /** Stops everything and removes its state. */
  readonly end: () => Promise<void>;
}

/** Starts an installation with new state, as `npm start` does. */
export function startTrading(): Promise<Trading<Installation>> {
  return tradingWith(startInstallation);
}

/** The same with an installation that is started some other way. */
export async function tradingWith<I extends RunningInstallation>(
  start: (stateDir: string) => Promise<I>,
): Promise<Trading<I>> {
  const stateDir = mkdtempSync(join(tmpdir(), "sallyport-trading-"));
  const installation = await start(stateDir);
  const { url, token, account, strategy, dealsLog } = installation.ready;
  const api = apiOf(url, token, account.id);

  async function send(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) {
    const outcome = await postAlert(strategy.hook, body, headers);
    if (outcome.kind === "none") throw new Error(`the hook did not answer: ${outcome.why}`);
    return outcome;
  }

  function settled(alertId: string): Promise<Story> {
    return until(`outcome of ${alertId}`, LIMIT_MS, async () => {
      const story = await api.story(alertId);
      return story.alert.final ? story : undefined;
    });
  }

  return {
    installation,
    api,
    secret: strategy.secret,
    send,
    settled,
    trade: async (body) => {
      const { status, body: answer, text } = await send(body);
      if (status !== 202 || answer.alertId === undefined) throw new Error(`${status} ${text}`);
      return settled(answer.alertId);
    },
    deals: (orderId) => readDealsLog(dealsLog).filter((deal) => deal.orderId === orderId),
    json: (fields) => JSON.stringify({ ...fields, secret: strategy.secret }),
    end: async () => {
      await installation.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
