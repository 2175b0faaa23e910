import type { AuditAction } from "../../../src/domain/audit/actions.ts";
import type { Happening, RawActor } from "../../../src/domain/audit/make-draft.ts";
import { MASK, maskSecrets } from "../../../src/domain/audit/text.ts";
import {
  type AskedWishes,
  type ChannelTarget,
  type ChannelType,
  type ChannelWishes,
  withWishes,
} from "../../../src/domain/notices/channel.ts";
import type { Notice } from "../../../src/domain/notices/notice.ts";
import { cutTo, oneLine } from "../../../src/domain/notices/plain-text.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { OpenTarget } from "../../../src/outbound/notice-request.ts";
import { afresh, type ChannelRow, type ChannelTable, type StoredTarget, wishesOf } from "./channel-table.ts";
import { type Handed, handOver } from "./hand-over.ts";
import type { Targets } from "./targets.ts";

/** So much of an answer is shown to whoever tests a channel. */
const ANSWER_LONGEST = 200;

/** A channel as members see it: never a URL, a token or a secret. */
export interface ChannelView {
  readonly id: string;
  readonly name: string;
  readonly type: ChannelType;
  readonly kinds: ChannelWishes["kinds"];
  readonly severity: ChannelWishes["severity"];
  readonly enabled: boolean;
  /** For mail the recipients, for Telegram the chat, else the host. */
  readonly target: { readonly to?: readonly string[]; readonly chatId?: string; readonly host?: string };
  readonly createdAtMs: number;
  /** `failing`: notices are given up; `gone`: the receiver said 410, and nothing is sent. */
  readonly health: "ok" | "failing" | "gone";
  readonly failingSinceMs: number | null;
  readonly failingReason: string | null;
}

/** With the secret that signs a webhook, where one was made just now. */
export interface MadeChannel extends ChannelView {
  readonly webhookSecret?: string;
}

export interface ChannelTested {
  readonly delivered: boolean;
  readonly status: number | null;
  /** Why there was no answer; null when there was one. */
  readonly reason: string | null;
  /** What the service said; null for a webhook of one's own, whose answer is nobody's business. */
  readonly answer: string | null;
}

/** What a member asks for when making a channel. */
export interface NewChannel {
  readonly id: string;
  readonly name: string;
  readonly wishes: ChannelWishes;
  readonly target: ChannelTarget;
}

/** What is to be another way; what is absent stays. */
export interface ChannelChange {
  readonly name?: string | undefined;
  readonly wishes: AskedWishes;
  readonly target?: ChannelTarget | undefined;
}

export interface ChannelDeskParts {
  readonly channels: ChannelTable;
  readonly targets: Targets;
  readonly transaction: <T>(work: () => T) => T;
  readonly record: (happening: Happening, nowMs: number) => void;
}

const unknown = refusal("not_found", "There is no such channel.");

/** Making, changing, testing and removing channels; each change and its entry in the audit are one transaction. */
export class ChannelDesk {
  readonly #parts: ChannelDeskParts;

  constructor(parts: ChannelDeskParts) {
    this.#parts = parts;
  }

  list(): ChannelView[] {
    return this.#parts.channels.all().map((channel) => this.#view(channel));
  }

  add({ id, name, wishes, target }: NewChannel, who: RawActor, nowMs: number): Result<MadeChannel, Refusal> {
    const { channels, targets, transaction } = this.#parts;
    if (channels.full()) return err(refusal("too_many", "There are as many channels as are allowed."));
    const stored = targets.store(target);
    if (!stored.ok) return stored;
    return transaction(() => {
      const made = channels.add(id, name, wishes, stored.value, nowMs);
      this.#record("notices.channel_added", made, who, { after: shownInAudit(made) }, nowMs);
      return ok({ ...this.#view(made), ...secretOf(stored.value) });
    });
  }

  change(id: string, change: ChannelChange, who: RawActor, nowMs: number): Result<MadeChannel, Refusal> {
    const { channels, targets, transaction } = this.#parts;
    const before = channels.get(id);
    if (before === null) return err(unknown);
    const stored = change.target === undefined ? ok(null) : targets.store(change.target);
    if (!stored.ok) return stored;
    return transaction(() => {
      const wishes = withWishes(wishesOf(before), change.wishes);
      channels.change(before, change.name ?? before.name, wishes, stored.value);
      const after = channels.get(id) ?? before;
      const changes = { before: shownInAudit(before), after: shownInAudit(after) };
      this.#record("notices.channel_changed", after, who, changes, nowMs);
      return ok({ ...this.#view(after), ...secretOf(stored.value) });
    });
  }

  remove(id: string, who: RawActor, nowMs: number): boolean {
    const { channels, transaction } = this.#parts;
    const channel = channels.get(id);
    if (channel === null) return false;
    transaction(() => {
      channels.remove(id);
      this.#record("notices.channel_removed", channel, who, { before: shownInAudit(channel) }, nowMs);
    });
    return true;
  }

  /** Sends a notice of its own, at once and past everything that waits. A channel that takes it is well again. */
  async test(id: string, testId: string, who: RawActor): Promise<Result<ChannelTested, Refusal>> {
    const { channels, targets, transaction } = this.#parts;
    const channel = channels.get(id);
    if (channel === null) return err(unknown);
    const target = targets.open(channel);
    if (typeof target === "string")
      return ok({ delivered: false, status: null, reason: target, answer: null });
    const { status, reason, text } = await handOver(
      target,
      testNotice(testId, channel.name, Date.now()),
      testId,
    );
    const delivered = status !== null && status >= 200 && status <= 299;
    transaction(() => {
      const now = channels.get(id);
      if (delivered && now?.targetVersion === channel.targetVersion) channels.update(id, afresh);
      this.#record("notices.channel_tested", channel, who, { after: { status, reason } }, Date.now());
    });
    return ok({ delivered, status, reason, answer: answerOf(target, { text, status }) });
  }

  #view(channel: ChannelRow): ChannelView {
    const { id, name, type, createdAtMs, failingSinceMs, failingReason, stopped } = channel;
    return {
      id,
      name,
      type,
      ...wishesOf(channel),
      target: this.#shownTarget(channel),
      createdAtMs,
      health: stopped ? "gone" : failingSinceMs === null ? "ok" : "failing",
      failingSinceMs,
      failingReason,
    };
  }

  #shownTarget(channel: ChannelRow): ChannelView["target"] {
    const memberIds = this.#parts.channels.memberIdsOf(channel);
    if (memberIds !== null) return { to: this.#parts.targets.addressesOf(memberIds) };
    return this.#parts.channels.shownOf(channel);
  }

  #record(
    action: Extract<AuditAction, `notices.${string}`>,
    { id, name }: ChannelRow,
    who: RawActor,
    changes: Pick<Happening, "before" | "after">,
    nowMs: number,
  ): void {
    this.#parts.record({ action, who, subject: { kind: "channel", id, name }, ...changes }, nowMs);
  }
}

/** Nothing of the target but that it is another one: entries stay for good, and a URL or an address may not. */
function shownInAudit(channel: ChannelRow): unknown {
  const { name, type, targetVersion } = channel;
  return { name, type, ...wishesOf(channel), target: `number ${targetVersion}` };
}

function secretOf(target: StoredTarget | null): { webhookSecret?: string } {
  return target?.type === "webhook" ? { webhookSecret: target.secret } : {};
}

/** The service's own words, without what it may repeat of the request's secrets. */
function answerOf(target: OpenTarget, { text, status }: Pick<Handed, "text" | "status">): string | null {
  if (target.type === "webhook" || status === null) return null;
  const masked = secretsIn(target).reduce((rest, secret) => rest.replaceAll(secret, MASK), maskSecrets(text));
  return cutTo(oneLine(masked), ANSWER_LONGEST);
}

function secretsIn(target: Exclude<OpenTarget, { type: "webhook" }>): readonly string[] {
  if (target.type === "email") return [target.mail.key];
  if (target.type === "telegram") return [target.botToken, target.botToken.split(":")[1] ?? target.botToken];
  return [target.url, target.url.slice(target.url.lastIndexOf("/") + 1)];
}

function testNotice(id: string, channelName: string, nowMs: number): Notice {
  return {
    id,
    kind: "test",
    severity: "info",
    atMs: nowMs,
    title: "This is a test",
    text: "Somebody tests this channel. Notices of your tenant will look like this.",
    advice: null,
    facts: [["Channel", channelName]],
  };
}
