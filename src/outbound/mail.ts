import * as z from "zod";
import type { MailText } from "../domain/notices/mail-message.ts";
import type { Env } from "../env.ts";
import type { ExternalRequest } from "./external-fetch.ts";

/** A mailbox as the operator names it: `Sallyport <notices@example.com>`, or the address alone. */
const FROM = /^(?:([A-Za-z0-9 ._'-]{1,60})<([^<>\s"]{3,254})>|([^<>\s"]{3,254}))$/;
const addressSchema = z.email();
const KEY = /^[\x21-\x7e]{8,300}$/;

interface Mailbox {
  readonly name: string | null;
  readonly address: string;
}

/** How mail leaves the deployment; the key is the operator's. */
export interface MailSettings {
  readonly provider: keyof typeof providers;
  readonly key: string;
  readonly from: Mailbox;
}

export interface Mail extends MailText {
  readonly to: readonly string[];
  /** The same for every attempt to send this mail. */
  readonly id: string;
}

/** What a provider wants beside the method, which is POST, and the type, which is JSON. */
interface Provider {
  readonly url: string;
  readonly headers: (key: string, mail: Mail) => Readonly<Record<string, string>>;
  readonly body: (from: Mailbox, mail: Mail) => unknown;
}

/** The providers that are known, from their own pages. URLs are fixed: nobody but the operator names a provider. */
const providers = {
  /** Resend, "Send Email" and "Idempotency Keys": the same key within 24 hours sends one mail. */
  resend: {
    url: "https://api.resend.com/emails",
    headers: (key, { id }) => ({ authorization: `Bearer ${key}`, "idempotency-key": id }),
    body: (from, { to, subject, text, html }) => ({ from: written(from), to, subject, text, html }),
  },
  /** Postmark, "Email API: Send a single email"; at most 50 recipients. */
  postmark: {
    url: "https://api.postmarkapp.com/email",
    headers: (key) => ({ "x-postmark-server-token": key }),
    body: (from, { to, subject, text, html, id }) => ({
      From: written(from),
      To: to.join(", "),
      Subject: subject,
      TextBody: text,
      HtmlBody: html,
      MessageStream: "outbound",
      TrackOpens: false,
      TrackLinks: "None",
      Metadata: { notice: id },
    }),
  },
  /** Twilio SendGrid, "Mail Send": 202 when it was taken; text/plain must come before text/html. */
  sendgrid: {
    url: "https://api.sendgrid.com/v3/mail/send",
    headers: (key) => ({ authorization: `Bearer ${key}` }),
    body: ({ name, address }, { to, subject, text, html, id }) => ({
      personalizations: [{ to: to.map((email) => ({ email })), custom_args: { notice: id } }],
      from: { email: address, ...(name === null ? {} : { name }) },
      subject,
      content: [
        { type: "text/plain", value: text },
        { type: "text/html", value: html },
      ],
      tracking_settings: { click_tracking: { enable: false }, open_tracking: { enable: false } },
    }),
  },
} as const satisfies Record<string, Provider>;

const providerSchema = z.enum(["resend", "postmark", "sendgrid"]);

/** Null when the operator configured no mail, or nothing that can be used. */
export function mailSettings(
  env: Pick<Env, "MAIL_PROVIDER" | "MAIL_KEY" | "MAIL_FROM">,
): MailSettings | null {
  const provider = providerSchema.safeParse(env.MAIL_PROVIDER);
  const from = mailboxOf(env.MAIL_FROM ?? "");
  const key = env.MAIL_KEY ?? "";
  return provider.success && from !== null && KEY.test(key) ? { provider: provider.data, key, from } : null;
}

/** The request that has the provider send `mail`. */
export function mailRequest({ provider, key, from }: MailSettings, mail: Mail): ExternalRequest {
  const { url, headers, body }: Provider = providers[provider];
  return {
    url,
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...headers(key, mail) },
    body: JSON.stringify(body(from, mail)),
  };
}

/**
 * True when the provider says that it took this very mail at an earlier attempt, with a text that differed: Resend
 * answers 409 `invalid_idempotent_request` then ("Errors").
 */
export function tookItBefore(provider: MailSettings["provider"], status: number, answer: string): boolean {
  return provider === "resend" && status === 409 && answer.includes("invalid_idempotent_request");
}

function mailboxOf(text: string): Mailbox | null {
  const [, name, bracketed, bare] = FROM.exec(text.trim()) ?? [];
  const address = addressSchema.safeParse(bracketed ?? bare);
  if (!address.success) return null;
  return { name: name?.trim() || null, address: address.data };
}

function written({ name, address }: Mailbox): string {
  return name === null ? address : `${name} <${address}>`;
}
