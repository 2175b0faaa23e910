import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import type { FromGateway } from "../../src/protocol/agent-link.ts";
import { signOrder } from "../../src/protocol/signed-order.ts";
import { type AgentSockets, send } from "./agent-sockets.ts";
import type { GatewayKeys } from "./gateway-keys.ts";
import type { HaltSender } from "./halt-sender.ts";
import type { Ledger } from "./ledger.ts";
import type { LinkState } from "./link-state.ts";
import type { OpenOrder } from "./open-order.ts";
import type { Stops } from "./stops.ts";
import type { Commit } from "./tables.ts";
import type { Terminal } from "./terminal.ts";

type OrderFrame = Extract<FromGateway, { type: "order" }>;

export interface DispatcherParts {
  readonly accountId: string;
  readonly ledger: Ledger;
  readonly link: LinkState;
  readonly terminal: Terminal;
  readonly sockets: AgentSockets;
  readonly keys: GatewayKeys;
  readonly halts: HaltSender;
  readonly stops: Pick<Stops, "look">;
  readonly commit: Commit;
  readonly now: () => number;
}

/**
 * Gives orders to the agent: signs, assigns sequence numbers, sends. Signing waits, and while it waits the
 * link can be lost or an order can expire, so everything that was decided before is looked at again in the
 * one synchronous block that writes `sent` and sends.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  #running = false;
  #again = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Sends what can be sent now. A call while one is running makes that one look again. */
  async run(): Promise<void> {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#again) {
        this.#again = false;
        if (this.#parts.halts.mustSend) await this.#parts.halts.run();
        if (this.#parts.link.row.stage === "resending") await this.#resend();
        while (await this.#release());
      }
    } finally {
      this.#running = false;
    }
  }

  /** Sends again what the agent's journal does not have, before anything new, in the order of the numbers. */
  async #resend(): Promise<void> {
    const { ledger, link, sockets, commit } = this.#parts;
    const { epoch, reconcileId } = link.row;
    const orders: (OpenOrder & { seq: number })[] = [];
    for (const order of ledger.open.values()) {
      const { state, seq } = order;
      if (state === "sent" && seq !== null && seq > link.counters.ackedSeq) orders.push({ ...order, seq });
    }
    orders.sort((a, b) => a.seq - b.seq);
    const frames = await Promise.all(orders.map((order) => this.#frame(order, order.seq)));
    const socket = sockets.of(epoch);
    const now = link.row;
    if (
      socket === null ||
      now.epoch !== epoch ||
      now.reconcileId !== reconcileId ||
      now.stage !== "resending"
    )
      return;
    commit(() => {
      link.change({ stage: "open" });
      this.#parts.stops.look(this.#parts.now());
    });
    for (const frame of frames) send(socket, frame);
  }

  /** Sends every group whose turn it is; false when there was none or nothing may be sent. */
  async #release(): Promise<boolean> {
    const { ledger, link } = this.#parts;
    if (!this.#mayRelease(link.row.epoch)) return false;
    const orders = ledger.open.releasable().flat();
    if (orders.length === 0) return false;
    const { epoch, agentId } = link.row;
    const signed = await Promise.all(orders.map(async (order) => ({ order, jws: await this.#sign(order) })));
    if (!this.#mayRelease(epoch) || link.row.agentId !== agentId) return false;
    this.#sendNew(signed);
    return true;
  }

  #mayRelease(epoch: number): boolean {
    const { link, terminal, sockets } = this.#parts;
    return (
      link.row.epoch === epoch && link.row.stage === "open" && terminal.ready && sockets.of(epoch) !== null
    );
  }

  #sendNew(signed: readonly { readonly order: OpenOrder; readonly jws: string }[]): void {
    const { ledger, link, terminal, sockets, commit, now } = this.#parts;
    const nowMs = now();
    const frames = commit(() => {
      const out: OrderFrame[] = [];
      for (const { order, jws } of signed) {
        if (ledger.open.get(order.id)?.state !== "pending") continue;
        if (nowMs > order.deadlineMs) {
          expire(ledger, order, nowMs, terminal.reason);
          continue;
        }
        const seq = link.counters.lastSeq + 1;
        link.count({ lastSeq: seq });
        ledger.open.release(order.alertId);
        ledger.record(order.id, { event: "sent", seq }, nowMs, nowMs);
        out.push({ type: "order", seq, jws });
      }
      return out;
    });
    const socket = sockets.of(link.row.epoch);
    if (socket !== null) for (const frame of frames) send(socket, frame);
  }

  async #frame(order: OpenOrder, seq: number): Promise<OrderFrame> {
    return { type: "order", seq, jws: await this.#sign(order) };
  }

  async #sign(order: OpenOrder): Promise<string> {
    const { accountId, link, keys } = this.#parts;
    const { agentId } = link.row;
    if (agentId === null) throw new Error("an order cannot be signed before an agent is paired");
    const { id, after, deadlineMs, createdAtMs, rules, instruction } = order;
    return signOrder(
      {
        v: 1,
        accountId,
        agentId,
        orderId: id,
        ...(after === null ? {} : { after }),
        deadlineMs,
        createdAtMs,
        rules,
        instruction,
      },
      await keys.signing(),
    );
  }
}

/**
 * Ends an order that was not given to the agent in time (promise P3). `reason`: why the terminal was not
 * ready, as far as that is known; a terminal that cannot trade is what the order's owner has to hear of.
 */
export function expire(ledger: Ledger, order: OpenOrder, nowMs: number, reason: Refusal | null = null): void {
  const why =
    reason?.code === "terminal_cannot_trade"
      ? refusal(reason.code, `${reason.message} It could not until the order's deadline.`, {
          hint: reason.hint,
        })
      : refusal("deadline_passed", "The order's deadline passed before it could be given to the agent.");
  ledger.record(order.id, { event: "expired", door: "gateway", refusal: why }, nowMs, nowMs);
}
