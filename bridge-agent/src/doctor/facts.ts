import type { Refusal } from "../../../src/domain/refusal.ts";
import type { StatusReport } from "../commands/status.ts";

/** What came of asking the gateway whether it is there. */
export type GatewayAnswer =
  /** `clockOffsetMs`: gateway's clock minus the host's, to about a second; null when it did not say. */
  | { readonly reached: true; readonly clockOffsetMs: number | null }
  /** `code` is the system's or TLS's error code, empty when there is none. */
  | { readonly reached: false; readonly code: string; readonly message: string };

/** All that a diagnosis depends on, gathered before it is made. */
export interface DoctorFacts {
  readonly nowMs: number;
  /** Why the agent is not paired; null when it is. */
  readonly unpaired: Refusal | null;
  readonly gatewayUrl: string | null;
  readonly gateway: GatewayAnswer | null;
  /** True when others on the host can read the key; null where that cannot be told. */
  readonly keyExposed: boolean | null;
  readonly status: StatusReport | null;
  /** Bytes free where the journal is; null when that cannot be told. */
  readonly freeBytes: number | null;
  readonly tokenFile: string;
}
