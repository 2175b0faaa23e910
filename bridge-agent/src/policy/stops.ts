import { type Stopped, tradingStopped } from "../../../src/domain/emergency/account-stop.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import type { Halt } from "./halt-file.ts";
import type { Breach } from "./money-state.ts";
import type { Policy } from "./policy.ts";
import type { PolicyInForce } from "./policy-source.ts";
import type { StandingOrders } from "./policy-store.ts";

/** Everything that can stop entries as a whole. */
export interface StopFacts {
  readonly inForce: PolicyInForce;
  readonly halt: Halt | null;
  /** The gateway's own emergency stop. */
  readonly stopped: Stopped | null;
  readonly flatten: StandingOrders["flatten"];
  readonly breaches: readonly Breach[];
  /** The gateway is, or was until a person resumes, away longer than the policy bears. */
  readonly gatewayAway: boolean;
  /** The policy has limits on the account's money, and the money is not known. */
  readonly moneyUnknown: boolean;
}

/** What the agent itself has to do about a stop. */
export interface Demand {
  readonly cancelPending: boolean;
  readonly close: boolean;
  /** Also what Sallyport did not open. */
  readonly all: boolean;
  /** Why, for the comment of a log line. */
  readonly why: string;
}

/** Why entries are stopped, the most telling reason first; empty when they are not. Pure. */
export function stopsOf(facts: StopFacts): Refusal[] {
  const { inForce, halt, stopped, flatten, breaches, gatewayAway, moneyUnknown } = facts;
  const stops: Refusal[] = [];
  if (halt !== null) {
    const since = halt.sinceMs === 0 ? "" : ` since ${new Date(halt.sinceMs).toISOString()}`;
    const reason = halt.reason === "" ? "" : `: ${halt.reason}`;
    stops.push(
      refusal("policy_halted", `Trading is halted on the trading host${since} by ${halt.by}${reason}`, {
        hint: "sallyport-agent resume",
      }),
    );
  }
  if (stopped !== null) stops.push(tradingStopped(stopped));
  if (inForce.state === "refused" && inForce.fault !== null) stops.push(inForce.fault);
  if (flatten !== null) {
    stops.push(refusal("policy_flattening", `The account is being flattened, by ${flatten.by}.`));
  }
  for (const { code, message, until } of breaches) {
    const end = until === "next_day" ? "until the next trading day" : "until a person resumes";
    stops.push(
      refusal(code, `${message} Entries are stopped ${end}.`, {
        hint: "sallyport-agent resume, as docs/policy.md says",
      }),
    );
  }
  if (gatewayAway) {
    const seconds = inForce.policy.gateway_away?.after_seconds ?? 0;
    stops.push(
      refusal(
        "policy_gateway_away",
        `The gateway was away for ${seconds} s or more; the policy stops entries.`,
        {
          hint:
            inForce.policy.gateway_away?.until === "resume"
              ? "sallyport-agent resume"
              : "it ends when the gateway is back",
        },
      ),
    );
  }
  if (moneyUnknown) {
    stops.push(
      refusal(
        "policy_money_unknown",
        "The policy limits losses, and the terminal does not tell the account's money.",
        {
          hint: "sallyport-agent doctor",
        },
      ),
    );
  }
  return stops;
}

/** What has to be closed and cancelled because of the stops; null when nothing has. */
export function demandOf({ flatten, breaches, gatewayAway, inForce }: StopFacts): Demand | null {
  const away = gatewayAway ? actionOf(inForce.policy) : undefined;
  const actions = breaches.map(({ action }) => action);
  const wants = (action: string) => actions.some((one) => one === action) || away === action;
  const close = flatten !== null || wants("flatten");
  if (!close && !wants("cancel_pending")) return null;
  const why = flatten !== null ? "flatten" : (breaches.at(-1)?.limit ?? "gateway_away");
  return { cancelPending: true, close, all: flatten?.all ?? false, why };
}

function actionOf({ gateway_away }: Policy): string | undefined {
  return gateway_away?.action;
}
