import { createHash } from "node:crypto";
import { magicOf } from "../../src/domain/ids.ts";
import type { OrderState } from "../../src/domain/order/events.ts";
import type { Api, OrderView } from "../support/api.ts";
import { type DealLine, readDealsLog } from "../support/deals-log.ts";
import { type RequestLine, readRequestsLog } from "../support/requests-log.ts";
import { pause } from "../support/until.ts";
import { check } from "./checker.ts";
import type { AlertStory, BrokerRequest, Evidence, LedgerOrder, LoggedDeal } from "./evidence.ts";

/** Requests that run at once while the evidence is read. */
const AT_ONCE = 12;
/** After everything is quiet, the last deals of pending orders and stops may still be on their way. */
const SETTLE_MS = 20_000;
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

const sha256 = (text: string) => createHash("sha256").update(text).digest();
/** The low byte of a magic number is the step, the rest stands for the order. */
const STEP_BITS = 8n;

/** Orders by what the magic numbers of their steps have in common. */
type Orders = ReadonlyMap<bigint, string>;

function byMagic(ledger: readonly OrderView[]): Orders {
  return new Map(ledger.map(({ id }) => [BigInt(magicOf(sha256, id, 0)) >> STEP_BITS, id]));
}

function ofMagic(
  magic: string,
  orders: Orders,
): { readonly orderId: string | undefined; readonly step: number } {
  const number = BigInt(magic);
  return {
    orderId: orders.get(number >> STEP_BITS),
    step: Number(BigInt.asUintN(Number(STEP_BITS), number)),
  };
}

/** The order and step of a deal. An expert advisor's requests name none: there the magic number says it. */
function logged(line: DealLine, orders: Orders): LoggedDeal {
  const { at, orderId, step, magic, reason, ...deal } = line;
  if (orderId !== null || reason !== "expert") {
    return { ...deal, orderId: orderId ?? "", step: step ?? 0, atMs: at };
  }
  const found = ofMagic(magic, orders);
  return { ...deal, orderId: found.orderId ?? `magic ${magic}`, step: found.step, atMs: at };
}

function asked(line: RequestLine, orders: Orders): BrokerRequest {
  const { orderId, step } = ofMagic(line.magic, orders);
  return { ...line, orderId: orderId ?? "", step };
}

function ledgerOrder(order: OrderView): LedgerOrder {
  const { id, alertId, leg, instruction, state, deadlineMs, deals, timeline } = order;
  return {
    orderId: id,
    alertId,
    leg,
    kind: instruction.kind,
    ...(instruction.kind === "open" ? { type: instruction.type } : {}),
    state,
    deadlineMs,
    deals,
    notes: timeline.flatMap(({ event }) =>
      event?.event === "noted" && event.deal !== undefined ? [event.deal] : [],
    ),
  };
}

/** What the gateway tells of an alert; the key is looked for in the body that it keeps. */
async function story(api: Api, alertId: string): Promise<AlertStory> {
  const { alert, orders } = await api.story(alertId);
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

/** Where the evidence is, and what the run itself knows. */
export interface Sources {
  readonly api: Api;
  readonly dealsLog: string;
  /** The broker's record of requests; there is none with the paper terminal. */
  readonly requestsLog: string;
  readonly known: Pick<Evidence, "sent" | "heldUp" | "ends">;
}

/** What is read order by order and alert by alert. */
interface Views {
  readonly stories: readonly AlertStory[];
  readonly orders: readonly OrderView[];
}

async function readViews({ api }: Sources): Promise<Views> {
  const stories = await mapAtOnce(await api.alerts(), ({ id }) => story(api, id));
  return { stories, orders: await mapAtOnce(await api.orders(), ({ id }) => api.order(id)) };
}

const ends: readonly OrderState[] = ["filled", "cancelled", "rejected", "expired"];

/**
 * Reads again the orders to which something may have happened: those that were not at their end, and those
 * with one of the positions that were `open`, which a stop or a target may have closed. And the alerts that
 * were not final.
 */
async function refresh({ api }: Sources, views: Views, open: ReadonlySet<string>): Promise<Views> {
  const orders = await mapAtOnce(views.orders, (order) => {
    const mayChange = !ends.includes(order.state) || order.deals.some(({ position }) => open.has(position));
    return mayChange ? api.order(order.id) : Promise.resolve(order);
  });
  const stories = await mapAtOnce(views.stories, (told) =>
    told.final ? Promise.resolve(told) : story(api, told.alertId),
  );
  return { stories, orders };
}

async function evidenceOf(sources: Sources, views: Views): Promise<Evidence> {
  const { api, dealsLog, requestsLog, known } = sources;
  const positions = await api.positions();
  const account = await api.account();
  const orders = byMagic(views.orders);
  const requests = readRequestsLog(requestsLog)?.map((line) => asked(line, orders));
  return {
    ...known,
    stories: views.stories,
    ledger: views.orders.map(ledgerOrder),
    log: readDealsLog(dealsLog).map((line) => logged(line, orders)),
    positions,
    alarms: account.alarms,
    faults: account.faults,
    ...(requests === undefined ? {} : { requests }),
  };
}

/**
 * Reads the evidence of a run from the gateway's API and the broker's logs. The market goes on meanwhile, and
 * the first reading of thousands of orders takes longer than the market stands still, so what was read may be
 * of two moments. When a check fails, what may have changed is read again, for `SETTLE_MS` at most.
 */
export async function collect(sources: Sources): Promise<Evidence> {
  const open = new Set<string>();
  const keepOpen = (positions: Evidence["positions"]) => {
    for (const { position } of positions) open.add(position);
  };
  keepOpen(await sources.api.positions());
  let views = await readViews(sources);
  let evidence = await evidenceOf(sources, views);
  const endMs = Date.now() + SETTLE_MS;
  for (;;) {
    const sound = check(evidence).every(({ findings }) => findings.length === 0);
    if (sound || Date.now() > endMs) return evidence;
    await pause(RETRY_MS);
    keepOpen(evidence.positions);
    views = await refresh(sources, views, open);
    evidence = await evidenceOf(sources, views);
  }
}
