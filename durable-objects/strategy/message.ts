import { addressAllowed, TRADINGVIEW_ADDRESSES } from "../../src/domain/access/address.ts";
import { certificateIsTradingView, certificateVerified } from "../../src/domain/access/certificate.ts";
import { authenticateHook } from "../../src/domain/access/hook-authentication.ts";
import { decodeBody } from "../../src/domain/alert/decode-body.ts";
import { parseAlert } from "../../src/domain/alert/parse.ts";
import { findSecrets, redactSecrets } from "../../src/domain/alert/secret-scan.ts";
import type { Signal } from "../../src/domain/alert/signal.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import { hmacSha256, sameText } from "../shared/crypto.ts";
import { bodyKey } from "./body-key.ts";
import type { HookRequest } from "./hook-message.ts";
import type { StrategySettings } from "./settings.ts";

/** A request whose sender has proved the strategy's secret, as far as it can be read by itself. */
export interface Message {
  readonly receivedAtMs: number;
  readonly address: string | null;
  /** With secrets masked, character for character. */
  readonly body: string;
  /** Tells bodies apart; see body-key.ts. */
  readonly bodyKey: string;
  /** The sender's own id, from the message or from `webhook-id`. */
  readonly explicitId: string | null;
  /** What the message means, or why it is refused whatever the strategy's state. */
  readonly signal: Result<Signal, Refusal>;
  /** Which secret the sender proved: an index into the list, and once that is known, the secret's number. */
  readonly secret: number;
}

const lenient = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/**
 * Authenticates the sender and reads the message. The error is for a sender that proved nothing: it
 * leaves no trace. Everything that is refused later is kept, so it is in `signal`.
 */
export function readMessage(
  request: HookRequest,
  secrets: readonly string[],
  settings: StrategySettings,
): Result<Message, Refusal> {
  const { body: bytes, headers, receivedAtMs, address } = request;
  const decoded = decodeBody(bytes);
  // The right sender's broken message must reach its owner's list, so the secret is looked for in any case.
  const text = decoded.ok ? decoded.value : lenient.decode(bytes);
  const candidates = findSecrets(text);
  const identity = authenticateHook(
    { body: bytes, secretsInBody: candidates.map(({ value }) => value), headers, receivedAtMs },
    secrets,
    { hmacSha256, sameText },
  );
  if (!identity.ok) return identity;
  const body = maskKnown(redactSecrets(text, candidates), secrets);
  const stranger = checkSender(request, settings);
  let signal: Result<Signal, Refusal>;
  if (stranger !== null) signal = err(stranger);
  else if (!decoded.ok) signal = decoded;
  else signal = parse(body, settings);
  const explicitId = (signal.ok ? signal.value.id : undefined) ?? identity.value.webhookId ?? null;
  const { secret } = identity.value;
  return ok({ receivedAtMs, address, body, bodyKey: bodyKey(body), explicitId, signal, secret });
}

function parse(body: string, { dialect, dialectSettings }: StrategySettings): Result<Signal, Refusal> {
  return parseAlert(body, {
    dialect: dialect === "detect" ? undefined : dialect,
    settings: dialectSettings,
  });
}

/** A signing sender's message may hold the secret where nobody would look for it. */
function maskKnown(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, "*".repeat(secret.length)), text);
}

/** Who knows the secret must also come from where the owner said; null when that holds. */
function checkSender(request: HookRequest, settings: StrategySettings): Refusal | null {
  const { tradingview, allowedAddresses, requireCertificate } = settings;
  const rules = tradingview ? [...TRADINGVIEW_ADDRESSES, ...allowedAddresses] : allowedAddresses;
  if (rules.length > 0 && !addressAllowed(request.address, rules)) {
    return refusal(
      "address_not_allowed",
      `This strategy takes no alerts from ${request.address ?? "there"}.`,
      {
        hint: tradingview
          ? "it is marked as TradingView's: only TradingView's own addresses may send"
          : "add the address to the strategy's allowed addresses",
      },
    );
  }
  if (!requireCertificate) return null;
  const { certificate } = request;
  if (tradingview ? certificateIsTradingView(certificate) : certificateVerified(certificate)) return null;
  return refusal(
    "certificate_required",
    "This strategy takes alerts only with a verified client certificate.",
  );
}
