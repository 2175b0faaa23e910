import * as z from "zod";
import { judgeAttempt } from "../../src/domain/notices/delivery.ts";
import { fitted } from "../../src/domain/notices/fitted.ts";
import { mailText } from "../../src/domain/notices/mail-message.ts";
import { type Notice, noticeSchema } from "../../src/domain/notices/notice.ts";
import { type PersonEvent, personNotice } from "../../src/domain/notices/person-notice.ts";
import { retryAfterMs } from "../../src/domain/notices/retry-after.ts";
import type { Env } from "../../src/env.ts";
import { externalFetch } from "../../src/outbound/external-fetch.ts";
import { type MailSettings, mailRequest, mailSettings, tookItBefore } from "../../src/outbound/mail.ts";
import type { Outbox } from "../shared/outbox.ts";
import { RestUntil } from "../shared/rest-until.ts";
import type { Sender } from "../tenant/senders.ts";
import type { PersonRow } from "./person-row.ts";
import { randomId } from "./random.ts";
import type * as schema from "./schema.ts";

const DESTINATION = "mail:person";
const FOOTER = "You get this because it is about your own account at Sallyport. It cannot be turned off.";
/** Not strict: a later version may have stored more than this one knows. */
const messageSchema = z.object({ notice: z.object(noticeSchema.shape) });

export interface PersonMailParts {
  readonly env: Env;
  readonly person: PersonRow;
  readonly outbox: () => Pick<Outbox<typeof schema>, "enqueue" | "deliver">;
}

/**
 * Mail to the person about their own account. It goes out after the answer to whoever caused it, through the
 * outbox, so that neither words nor time tell a stranger whether there is somebody to write to. Where the operator
 * configured no mail nothing happens.
 */
export class PersonMail implements Sender {
  readonly #parts: PersonMailParts;
  /** Attempts of what is still to be sent, by the notice's id; after a restart they begin anew. */
  readonly #attempts = new Map<string, number>();
  /** Sent, but confirmed to the outbox only together with the others of its batch. */
  readonly #sent = new Set<string>();

  constructor(parts: PersonMailParts) {
    this.#parts = parts;
  }

  /** Call it in the transaction of what it is about: both are stored, or neither. */
  tell(event: PersonEvent, nowMs: number): void {
    const { env, outbox } = this.#parts;
    if (mailSettings(env) === null) return;
    const notice = fitted(personNotice(event, `prs_${randomId()}`, nowMs));
    outbox().enqueue(DESTINATION, JSON.stringify({ notice }));
    // Not before the transaction is over: what is rolled back must not have been sent.
    queueMicrotask(() => outbox().deliver(DESTINATION));
  }

  handles(destination: string): boolean {
    return destination === DESTINATION;
  }

  /** Only for what went wrong here itself; the provider is judged by `judgeAttempt`. */
  longestPauseMs(): number {
    return 15 * 60_000;
  }

  async send(_destination: string, messages: readonly string[]): Promise<void> {
    // An empty list asks whether a message is at fault rather than the provider; that is judged by its answer.
    if (messages.length === 0) throw new Error("a provider of mail is not asked");
    for (const text of messages) {
      const message = messageSchema.safeParse(JSON.parse(text));
      if (message.success) await this.#sendOne(message.data.notice);
      // Another version's; it must not hold up the others for ever.
      else console.error(JSON.stringify({ event: "person_mail_unreadable" }));
    }
    this.#sent.clear();
  }

  async #sendOne(notice: Notice): Promise<void> {
    const { env, person } = this.#parts;
    const [mail, to] = [mailSettings(env), person.get()?.email];
    // No mail any more, or nobody: then there is no one to tell.
    if (mail === null || to === undefined || this.#sent.has(notice.id)) return;
    const attempts = (this.#attempts.get(notice.id) ?? 0) + 1;
    this.#attempts.set(notice.id, attempts);
    const answer = await this.#hand(mail, to, notice);
    const judged = { ...answer, attempts, toldAtMs: notice.atMs, failing: false };
    const verdict = judgeAttempt(judged, Math.random(), Date.now());
    if (verdict.state === "waiting") throw new RestUntil(verdict.nextAtMs);
    if (verdict.state === "given_up") {
      console.warn(JSON.stringify({ event: "person_mail_given_up", reason: verdict.reason }));
    }
    this.#attempts.delete(notice.id);
    this.#sent.add(notice.id);
  }

  async #hand(
    mail: MailSettings,
    to: string,
    notice: Notice,
  ): Promise<{ status: number | null; retryAfterMs: number | null }> {
    const request = mailRequest(mail, { ...mailText(notice, FOOTER), to: [to], id: notice.id });
    const answer = await externalFetch(request);
    if (!answer.ok) return { status: null, retryAfterMs: null };
    const { status, text, retryAfter } = answer.value;
    const taken = tookItBefore(mail.provider, status, text);
    return { status: taken ? 200 : status, retryAfterMs: retryAfterMs(retryAfter, text, Date.now()) };
  }
}
