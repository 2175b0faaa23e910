import type { Api, ListedAlert, OrderView } from "../support/api.ts";
import { type DealLine, readDealsLog } from "../support/deals-log.ts";
import { pause } from "../support/until.ts";
import { check } from "./checker.ts";
import type { AlertStory, Evidence, LedgerOrder, LoggedDeal, SentAlert } from "./evidence.ts";

/** Requests that run at once while the evidence is read. */
const AT_ONCE = 12;
/** After everything is quiet, the last deals of pending orders and stops may still be on their way. */
const SETTLE_MS = 15_000;
const RETRY_MS = 1_000;

async function mapAtOnce<T, U>(items: readonly T[], read: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await read(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

function logged(line: DealLine): LoggedDeal {
  const { at, orderId, step, ...deal } = line;
  return { ...deal, orderId: orderId ?? "", step: step ?? 0, atMs: at };
}

function ledgerOrder({ id, alertId, leg, instruction, state, deadlineMs, deals }: OrderView): LedgerOrder {
  return {
    orderId: id,
    alertId,
    leg,
    kind: instruction.kind,
    ...(instruction.kind === "open" ? { type: instruction.type } : {}),
    state,
    deadlineMs,
    deals,
  };
}

/** What the gateway tells of an alert that it listed; the key is looked for in the body that it keeps. */
async function story(api: Api, listed: ListedAlert): Promise<AlertStory> {
  const { alert, orders } = await api.story(listed.id);
  return {
    alertId: alert.id,
    key: /\bfr\d{5}\b/.exec(alert.body)?.[0] ?? null,
    verdict: alert.verdict,
    final: alert.final,
    duplicateOf: alert.duplicateOf ?? null,
    code: alert.refusal?.code ?? null,
    orderIds: orders.map((order) => order.id),
  };
}

async function collectOnce(api: Api, dealsLog: string, sent: readonly SentAlert[]): Promise<Evidence> {
  const stories = await mapAtOnce(await api.alerts(), (listed) => story(api, listed));
  const ledger = await mapAtOnce(await api.orders(), ({ id }) => api.order(id));
  const account = await api.account();
  return {
    sent,
    stories,
    ledger: ledger.map(ledgerOrder),
    log: readDealsLog(dealsLog).map(logged),
    positions: await api.positions(),
    alarms: account.alarms.map(({ orderId, code }) => `${code} ${orderId}`),
    faults: account.faults,
  };
}

/**
 * Reads the evidence of a run from the gateway's API and the deals log. The market goes on meanwhile, so
 * what was read may be of two moments: when a check fails it is read again, for `SETTLE_MS` at most.
 */
export async function collect(api: Api, dealsLog: string, sent: readonly SentAlert[]): Promise<Evidence> {
  const endMs = Date.now() + SETTLE_MS;
  for (;;) {
    const evidence = await collectOnce(api, dealsLog, sent);
    const sound = check(evidence).every(({ findings }) => findings.length === 0);
    if (sound || Date.now() > endMs) return evidence;
    await pause(RETRY_MS);
  }
}
