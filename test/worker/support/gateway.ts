import { env, exports } from "cloudflare:workers";
import * as z from "zod";
import { refusalSchema } from "../../../src/domain/refusal.ts";
import { expectDescribed } from "./described.ts";

/** The gateway as its clients see it: through its front door only. */

export const ORIGIN = "https://gateway.test";

/** Every answer is held against the description of its route. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const asked = new Request(new URL(path, ORIGIN), init);
  const response = await exports.default.fetch(asked);
  await expectDescribed(asked.method, new URL(asked.url).pathname, response);
  return response;
}

/** A call of the API with the owner's token; `body` is sent as JSON. */
export function api(
  path: string,
  { method = "GET", body, headers = {} }: { method?: string; body?: unknown; headers?: HeadersInit } = {},
): Promise<Response> {
  const all = new Headers(headers);
  if (!all.has("authorization")) all.set("authorization", `Bearer ${env.TEST_TOKEN}`);
  if (body !== undefined && !all.has("content-type")) all.set("content-type", "application/json");
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return request(path, { method, headers: all, ...(body === undefined ? {} : { body: text }) });
}

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  at: z.number().optional(),
  hint: z.string().optional(),
  alertId: z.string().optional(),
});

/** Status and problem document of an answer that refuses. */
export async function problemOf(response: Response): Promise<z.infer<typeof problemSchema>> {
  if (response.headers.get("content-type") !== "application/problem+json; charset=utf-8") {
    throw new Error(`no problem document: ${response.status} ${await response.text()}`);
  }
  const problem = problemSchema.parse(await response.json());
  if (problem.status !== response.status) throw new Error("the document names another status");
  return problem;
}

const createdSchema = z.looseObject({ id: z.string() });

/** Makes a resource; fails unless it is answered 201. */
export async function create(
  path: string,
  body: unknown,
  headers: HeadersInit = {},
): Promise<z.infer<typeof createdSchema>> {
  const response = await api(path, { method: "POST", body, headers });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return createdSchema.parse(await response.json());
}

const strategySchema = z.object({ id: z.string(), hook: z.string(), secret: z.string() });
export type TestStrategy = z.infer<typeof strategySchema>;

/** Makes a strategy; `settings` as in the API. */
export async function makeStrategy(settings: Record<string, unknown> = {}): Promise<TestStrategy> {
  return strategySchema.parse(await create("/api/strategies", { name: "Test", settings }));
}

/** Makes an account that was never connected. */
export async function makeAccount(settings: Record<string, unknown> = {}): Promise<string> {
  return (await create("/api/accounts", { name: "Test", settings })).id;
}

export interface Post {
  readonly headers?: Record<string, string>;
  /** The client's address as Cloudflare would name it. */
  readonly address?: string;
}

export function post(strategyId: string, body: BodyInit, { headers, address }: Post = {}): Promise<Response> {
  return request(`/hook/${strategyId}`, {
    method: "POST",
    body,
    headers: { ...headers, ...(address === undefined ? {} : { "cf-connecting-ip": address }) },
  });
}

/** A market buy in Sallyport's own dialect, with the secret; `more` adds or replaces fields. */
export function buy(secret: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ secret, action: "buy", symbol: "EURUSD", lots: "0.1", ...more });
}

const alertSchema = z.object({
  id: z.string(),
  verdict: z.string(),
  outcome: z.string().nullable(),
  final: z.boolean(),
  body: z.string(),
  strategyId: z.string(),
  duplicateOf: z.string().optional(),
  hint: z.string().optional(),
  refusal: refusalSchema.optional(),
  routes: z.array(z.object({ accountId: z.string(), refusal: refusalSchema.nullable() })),
});
export type TestAlert = z.infer<typeof alertSchema>;

/** The alerts of one strategy as the API lists them, newest first. */
export async function alertsOf(strategyId: string): Promise<TestAlert[]> {
  const all: TestAlert[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: "200", ...(cursor === null ? {} : { cursor }) });
    const page = await (await api(`/api/alerts?${query}`)).json();
    const read = z.object({ items: z.array(alertSchema), next: z.string().nullable() }).parse(page);
    all.push(...read.items);
    cursor = read.next;
  } while (cursor !== null);
  return all.filter((alert) => alert.strategyId === strategyId);
}

const storySchema = z.object({
  alert: alertSchema,
  signal: z.record(z.string(), z.unknown()).nullable(),
  orders: z.array(z.looseObject({ id: z.string(), state: z.string(), accountId: z.string() })),
  timeline: z.array(z.looseObject({ step: z.string(), at: z.number(), orderId: z.string().optional() })),
});
export type Story = z.infer<typeof storySchema>;

export async function storyOf(alertId: string): Promise<Story> {
  const response = await api(`/api/alerts/${alertId}`);
  if (response.status !== 200) throw new Error(await response.text());
  return storySchema.parse(await response.json());
}

/** Asks until `read` gives something; 20 s at most, since another process may have the processor. */
export async function until<T>(what: string, read: () => Promise<T | undefined>): Promise<T> {
  const endMs = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > endMs) throw new Error(`not within 20 s: ${what}`);
    await scheduler.wait(10);
  }
}

const answerSchema = z.object({
  alertId: z.string(),
  verdict: z.string(),
  duplicateOf: z.string().optional(),
  hint: z.string().optional(),
});

/** The hook's answer to an alert that it took; fails when the status is another one. */
export async function answer(response: Response, status: 200 | 202): Promise<z.infer<typeof answerSchema>> {
  if (response.status !== status) throw new Error(`${response.status} ${await response.text()}`);
  return answerSchema.parse(await response.json());
}
