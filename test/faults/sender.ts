import { postAlert } from "../support/hook.ts";
import { pause } from "../support/until.ts";
import type { Attempt, Outcome } from "./evidence.ts";

/** TradingView sends again 5 s after a failure, up to three times ("Webhook resend", 43000735201). */
const RESEND_AFTER_MS = 5_000;
const RESENDS = 3;

/** One alert as it goes out: the same bytes for every copy and every resend. */
export interface Outgoing {
  readonly key: string;
  readonly body: string;
  /** When each copy goes out, ms after the run's beginning; the first one is the alert itself. */
  readonly copiesAtMs: readonly number[];
  /** Only the alert itself is sent again after a failure, not its copies. */
  readonly resendsFirstOnly: boolean;
}

/** What the sender tells while it works. */
export type Progress = (attempt: Attempt) => void;

async function attempt(hook: string, copy: number, body: string): Promise<Attempt> {
  const startedAtMs = Date.now();
  const got = await postAlert(hook, body);
  const outcome: Outcome = got.kind === "none" ? got : { kind: "answer", status: got.status, ...got.body };
  return { copy, startedAtMs, endedAtMs: Date.now(), outcome };
}

/** TradingView's page names only 5xx; a broken connection and a missing answer are the harder cases, so they count too. */
function failed({ outcome }: Attempt): boolean {
  return outcome.kind === "none" || outcome.status >= 500;
}

/**
 * Sends an alert and its copies at their times, each as TradingView would. Resolves with every request
 * that was made, in the order of their beginning. `beginMs` is the epoch time of the run's beginning.
 */
export async function send(
  hook: string,
  alert: Outgoing,
  beginMs: number,
  progress: Progress,
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const copies = alert.copiesAtMs.map(async (atMs, copy) => {
    await pause(beginMs + atMs - Date.now());
    const resends = copy > 0 && alert.resendsFirstOnly ? 0 : RESENDS;
    for (let i = 0; i <= resends; i++) {
      if (i > 0) await pause(RESEND_AFTER_MS);
      const made = await attempt(hook, copy, alert.body);
      attempts.push(made);
      progress(made);
      if (!failed(made)) return;
    }
  });
  await Promise.all(copies);
  return attempts.sort((a, b) => a.startedAtMs - b.startedAtMs);
}
