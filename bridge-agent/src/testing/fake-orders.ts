import {
  defaultOrderRules,
  type Instruction,
  type OrderRules,
  type SignedOrder,
} from "../../../src/domain/order/instruction.ts";
import { type SigningKey, signOrder } from "../../../src/protocol/signed-order.ts";
import { ACCOUNT_ID, AGENT_ID } from "./fixtures.ts";

/** What a test says of an order; the rest is as it should be. */
export interface OrderOptions {
  readonly instruction: Instruction;
  readonly after?: string;
  /** By the gateway's clock; half a minute from now when absent. */
  readonly deadlineMs?: number;
  readonly accountId?: string;
  readonly agentId?: string;
  readonly rules?: OrderRules;
}

/** An order as a gateway signs it; `nowMs` is the gateway's clock. */
export function signedOrder(
  orderId: string,
  { instruction, after, deadlineMs, accountId, agentId, rules }: OrderOptions,
  key: SigningKey,
  nowMs: number,
): Promise<string> {
  const order: SignedOrder = {
    v: 1,
    accountId: accountId ?? ACCOUNT_ID,
    agentId: agentId ?? AGENT_ID,
    orderId,
    ...(after === undefined ? {} : { after }),
    deadlineMs: deadlineMs ?? nowMs + 30_000,
    createdAtMs: nowMs,
    rules: rules ?? defaultOrderRules,
    instruction,
  };
  return signOrder(order, key);
}
