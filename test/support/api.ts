import * as z from "zod";
import { dealSchema, orderEventSchema, orderStateSchema } from "../../src/domain/order/events.ts";
import { instructionSchema } from "../../src/domain/order/instruction.ts";
import { refusalSchema } from "../../src/domain/refusal.ts";
import { positionSchema } from "../../src/protocol/agent-link.ts";

/** What the tests read of the API's answers; docs/api.md describes them in full. */

const orderSchema = z.object({
  id: z.string(),
  alertId: z.string(),
  leg: z.number(),
  after: z.string().nullable(),
  symbol: z.string().nullable(),
  instruction: instructionSchema,
  state: orderStateSchema,
  door: z.enum(["gateway", "agent", "venue"]).nullable(),
  refusal: refusalSchema.nullable(),
  filledLots: z.string(),
  deadlineMs: z.number(),
});

/** An order in the story of its alert, whose timeline has the steps of all orders. */
const storyOrderSchema = orderSchema.extend({ deals: z.array(dealSchema) });
export type StoryOrder = z.infer<typeof storyOrderSchema>;

const orderViewSchema = storyOrderSchema.extend({
  timeline: z.array(z.object({ event: orderEventSchema.nullable() })),
});
export type OrderView = z.infer<typeof orderViewSchema>;

const alertSchema = z.object({
  id: z.string(),
  verdict: z.string(),
  body: z.string(),
  duplicateOf: z.string().optional(),
  refusal: refusalSchema.optional(),
  /** Null when the alert was not accepted. */
  outcome: z.string().nullable(),
  final: z.boolean(),
});
export type ListedAlert = z.infer<typeof alertSchema>;

const storySchema = z.object({
  alert: alertSchema,
  orders: z.array(storyOrderSchema),
  timeline: z.array(
    z.object({
      step: z.string(),
      at: z.number(),
      orderId: z.string().optional(),
      event: orderEventSchema.nullish(),
    }),
  ),
});
export type Story = z.infer<typeof storySchema>;

const accountSchema = z.object({
  id: z.string(),
  link: z.object({ connected: z.boolean(), ready: z.boolean(), agentId: z.string().nullable() }),
  orders: z.record(orderStateSchema, z.number()),
  alarms: z.array(z.object({ orderId: z.string(), code: z.string() })),
  /** How often something happened that must not happen. */
  faults: z.number(),
});
export type Account = z.infer<typeof accountSchema>;

const pageOf = <T>(item: z.ZodType<T>) => z.object({ items: z.array(item), next: z.string().nullable() });

/** A client of one installation's API with the owner's token. */
export interface Api {
  /** The status and the parsed body, whatever the status. `token` is the owner's unless given. */
  readonly raw: (path: string, token?: string) => Promise<{ status: number; body: unknown }>;
  readonly account: () => Promise<Account>;
  readonly story: (alertId: string) => Promise<Story>;
  /** Every alert, newest first. */
  readonly alerts: () => Promise<ListedAlert[]>;
  readonly order: (orderId: string) => Promise<OrderView>;
  /** Every order of the account's ledger, newest first. */
  readonly orders: () => Promise<z.infer<typeof orderSchema>[]>;
  readonly positions: () => Promise<z.infer<typeof positionSchema>[]>;
}

const PAGE = 200;

/** The API at `url`, for the account `accountId`. Every call but `raw` throws when the answer is no 200. */
export function apiOf(url: string, ownerToken: string, accountId: string): Api {
  async function raw(path: string, token = ownerToken): Promise<{ status: number; body: unknown }> {
    const response = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${token}` } });
    const body: unknown = await response.json();
    return { status: response.status, body };
  }

  async function get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const { status, body } = await raw(path);
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${JSON.stringify(body)}`);
    return schema.parse(body);
  }

  async function pages<T>(path: string, item: z.ZodType<T>): Promise<T[]> {
    const all: T[] = [];
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({ limit: String(PAGE), ...(cursor === null ? {} : { cursor }) });
      const page: { items: T[]; next: string | null } = await get(`${path}?${query}`, pageOf(item));
      all.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    return all;
  }

  const account = `/api/accounts/${accountId}`;
  return {
    raw,
    account: () => get(account, accountSchema),
    story: (alertId) => get(`/api/alerts/${alertId}`, storySchema),
    alerts: () => pages("/api/alerts", alertSchema),
    order: (orderId) => get(`${account}/orders/${orderId}`, orderViewSchema),
    orders: () => pages(`${account}/orders`, orderSchema),
    positions: async () =>
      (await get(`${account}/positions`, z.object({ positions: z.array(positionSchema) }))).positions,
  };
}
