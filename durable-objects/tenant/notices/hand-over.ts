import type { Notice } from "../../../src/domain/notices/notice.ts";
import { retryAfterMs } from "../../../src/domain/notices/retry-after.ts";
import { externalFetch } from "../../../src/outbound/external-fetch.ts";
import { tookItBefore } from "../../../src/outbound/mail.ts";
import { noticeRequest, type OpenTarget } from "../../../src/outbound/notice-request.ts";

/** What the other side said to a notice. */
export interface Handed {
  /** Null: there was no answer. */
  readonly status: number | null;
  /** What it asked for; null when it asked for nothing. */
  readonly retryAfterMs: number | null;
  /** Its words, as they came. */
  readonly text: string;
  /** Why there was no answer, as a code; null when there was one. */
  readonly reason: string | null;
}

/** Hands a notice to a channel, once. */
export async function handOver(target: OpenTarget, notice: Notice, postId: string): Promise<Handed> {
  const answer = await externalFetch(noticeRequest(target, notice, postId, Date.now()));
  if (!answer.ok) return { status: null, retryAfterMs: null, text: "", reason: answer.error.code };
  const { status, text, retryAfter } = answer.value;
  const taken = target.type === "email" && tookItBefore(target.mail.provider, status, text);
  const wait = retryAfterMs(retryAfter, text, Date.now());
  return { status: taken ? 200 : status, retryAfterMs: wait, text, reason: null };
}
