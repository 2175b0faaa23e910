/** An alert that has just been received, as the duplicate rule sees it. */
export interface Arrival {
  /** The sender's own id: from the message, or the `webhook-id` header. */
  readonly explicitId?: string | undefined;
  /** Hash of the raw body. */
  readonly bodyHash: string;
  /** Epoch milliseconds. */
  readonly receivedAtMs: number;
  /** The strategy's window in milliseconds; 0 switches the rule for bodies off. */
  readonly windowMs: number;
}

/** Accepted alerts of the same strategy that the arrival may repeat. */
export interface Earlier {
  /** The one with the same explicit id. */
  readonly byId?: { readonly alertId: string; readonly bodyHash: string } | undefined;
  /** The latest one with the same body hash. */
  readonly byBody?: { readonly alertId: string; readonly receivedAtMs: number } | undefined;
}

export type DuplicateVerdict =
  | { readonly kind: "new" }
  | { readonly kind: "duplicate"; readonly of: string; readonly hint?: string }
  | { readonly kind: "conflict"; readonly of: string };

const ID_HINT =
  "if these were two different signals, add an id to the message, e.g. one that ends in {{timenow}}";

/**
 * Decides whether an alert repeats an earlier one.
 *
 * An explicit id is a permanent key: the same body under it is a duplicate however late, another body is
 * a conflict. The body is then not looked at, because the sender has said which alerts are the same.
 *
 * Without an id, the same body within the window is a duplicate. The window counts from the accepted
 * alert, which is the first of its series, and suppressed repeats do not extend it: TradingView sends
 * one notification at most four times within about 24 s (three resends at 5 s steps and up to 3 s of
 * processing each), so 30 s from the first cover them all, while a window that slides would swallow a
 * static message that fires every 20 s for ever. A clock that went back counts as no time passed: a
 * suppressed repeat can be sent again, an executed one cannot be taken back.
 */
export function judgeDuplicate(arrival: Arrival, earlier: Earlier): DuplicateVerdict {
  const { explicitId, bodyHash, receivedAtMs, windowMs } = arrival;
  const { byId, byBody } = earlier;
  if (explicitId !== undefined) {
    if (byId === undefined) return { kind: "new" };
    return { kind: byId.bodyHash === bodyHash ? "duplicate" : "conflict", of: byId.alertId };
  }
  if (byBody === undefined || windowMs <= 0) return { kind: "new" };
  if (receivedAtMs - byBody.receivedAtMs >= windowMs) return { kind: "new" };
  return { kind: "duplicate", of: byBody.alertId, hint: ID_HINT };
}
