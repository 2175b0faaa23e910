import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, vi } from "vitest";
import type { Tenant } from "../../../durable-objects/tenant/index.ts";
import type { NewChannel } from "../../../durable-objects/tenant/notices/channel-desk.ts";
import { theSystem } from "../../../src/domain/audit/make-draft.ts";
import { type ChannelTarget, defaultWishes } from "../../../src/domain/notices/channel.ts";
import type { Notice } from "../../../src/domain/notices/notice.ts";

export const SLACK = "https://hooks.slack.com/services/T00000000/B00000000/SlackSecretPath0123456789";
export const DISCORD = "https://discord.com/api/webhooks/223704706495545344/Discord-Secret_Token";
export const BOT_TOKEN = "110201543:TelegramSecretTokenTelegramSecretTo";
export const WEBHOOK = "https://hooks.example.org/in/WebhookSecretPath";

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Around each test: a clock of its own, nothing logged, and no channel left when it is over. */
export function noticeTests(): void {
  beforeEach(() => {
    // What is given up is logged, and so is an object that is aborted; here both are what is wanted.
    for (const level of ["warn", "error"] as const)
      vi.spyOn(console, level).mockImplementation(() => undefined);
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(async () => {
    await removeChannels();
    withoutMail();
    vi.restoreAllMocks();
    nobodyOutside();
    vi.useRealTimers();
  });
}

/** One request as the outside saw it. */
export interface Seen {
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** What the outside answers; a status alone, or more. Null: it cannot be reached. */
export type Answer =
  | number
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  | null;

/** Everything on the internet: keeps what it gets, and answers 200 unless `answer` says otherwise. */
export function outside(answer: (seen: Seen, count: number) => Answer | Promise<Answer> = () => 200) {
  const seen: Seen[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    if (!(input instanceof Request)) throw new Error("a request is expected");
    const { url, headers } = input;
    const one = { url, headers, body: await input.text() };
    seen.push(one);
    const said = await answer(one, seen.length);
    if (said === null) throw new Error("connection refused");
    const { status, body = "ok", headers: more = {} } = typeof said === "number" ? { status: said } : said;
    const empty = status === 204 || status === 304;
    return new Response(empty ? null : body, { status, headers: more });
  });
  return seen;
}

/** What is still on its way when a test is over meets this, and ends. */
export function nobodyOutside(): void {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response(null, { status: 410 }));
}

/** The operator's settings for mail; every object sees them. */
export function withMail(provider = "resend"): void {
  Object.assign(env, {
    MAIL_PROVIDER: provider,
    MAIL_KEY: "re_operators_key",
    MAIL_FROM: "Sallyport <notices@example.com>",
  });
}

export function withoutMail(): void {
  Object.assign(env, { MAIL_PROVIDER: "", MAIL_KEY: "", MAIL_FROM: "" });
}

let made = 0;
const added: { readonly tenantName: string; readonly id: string }[] = [];

/** Removes the channels of a test, so that what still waits for them does not go out during the next one. */
export async function removeChannels(): Promise<void> {
  for (const { tenantName, id } of added.splice(0)) {
    await env.TENANT.getByName(tenantName).removeNoticeChannel(id, theSystem);
  }
}

export async function addChannel(
  tenant: DurableObjectStub<Tenant>,
  target: ChannelTarget,
  more: Partial<NewChannel> = {},
): Promise<{ id: string; webhookSecret: string }> {
  const id = (++made).toString(16).padStart(32, "0");
  const channel = { id, name: target.type, wishes: defaultWishes, target, ...more };
  const answer = await tenant.addNoticeChannel(channel, theSystem);
  if (!answer.ok) throw new Error(answer.error.code);
  added.push({ tenantName: tenant.name ?? "", id });
  return { id, webhookSecret: answer.value.webhookSecret ?? "" };
}

export function notice(id: string, more: Partial<Notice> = {}): Notice {
  return {
    id,
    kind: "security",
    severity: "warning",
    atMs: Date.now(),
    title: `Title of ${id}`,
    text: "What happened.",
    advice: "What to do.",
    facts: [["Address", "192.0.2.7"]],
    ...more,
  };
}

/** Runs alarms, each `stepMs` later, until something is there; counted, since the clock is not to be trusted here. */
export async function alarmsUntil(
  stub: () => DurableObjectStub,
  stepMs: number,
  there: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let n = 0; n < 250; n++) {
    await scheduler.wait(10);
    if (await there()) return;
    vi.setSystemTime(Date.now() + stepMs);
    await runDurableObjectAlarm(stub());
  }
  throw new Error("not after 250 alarms");
}

/** Where a notice stands with its channels. */
export async function statesOf(tenant: DurableObjectStub<Tenant>, id: string): Promise<string[]> {
  const page = await tenant.notices({ limit: 200, before: null });
  return page.find((one) => one.id === id)?.deliveries.map(({ state }) => state) ?? [];
}
