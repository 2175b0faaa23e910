import type { ClientCertificate } from "../../src/domain/access/certificate.ts";
import type { SignatureHeaders } from "../../src/domain/access/hook-authentication.ts";
import type { LimitView } from "../../src/domain/access/limit-view.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import type { Alert } from "./alert.ts";

/** A request to a hook, as the Worker hands it to the strategy. */
export interface HookRequest {
  readonly body: Uint8Array;
  readonly headers: SignatureHeaders;
  /** The client's address; null when it is not known. */
  readonly address: string | null;
  readonly certificate: ClientCertificate | null;
  /** Epoch milliseconds by the Worker's clock. */
  readonly receivedAtMs: number;
  /** At least 8 random bytes. They end up in the alert's id, so that this very request can be found again. */
  readonly random: Uint8Array;
}

/** What became of a request to a hook. Without `alertId` nothing was stored. */
export type HookAnswer = HookVerdict & {
  /** What is left of the strategy's own limit, where it has one. */
  readonly limits?: readonly LimitView[];
};

type HookVerdict =
  | { readonly verdict: "accepted"; readonly alertId: string }
  | {
      readonly verdict: "duplicate";
      readonly alertId: string;
      readonly duplicateOf: string;
      readonly hint: string | null;
    }
  | { readonly verdict: "refused"; readonly alertId: string | null; readonly refusal: Refusal };

/** The answer to the request that an alert came with. */
export function answerOf(alert: Alert): HookAnswer {
  const { id: alertId, verdict, duplicateOf, hint, refusal } = alert;
  if (verdict === "accepted") return { verdict, alertId };
  if (verdict === "duplicate" && duplicateOf !== null) return { verdict, alertId, duplicateOf, hint };
  if (verdict === "refused" && refusal !== null) return { verdict, alertId, refusal };
  throw new Error(`alert ${alertId} is ${verdict} without saying why`);
}
