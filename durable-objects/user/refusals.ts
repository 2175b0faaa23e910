import type { LimitView } from "../../src/domain/access/limit-view.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err } from "../../src/domain/result.ts";
import type { Denial, Outcome } from "./parts.ts";

/** Every refusal of the object in one place: what is said must not tell who exists (ASVS 6.3.8). */

/** The one answer to every login that fails, whatever was wrong with it. */
export const wrongCredentials: Refusal = refusal(
  "wrong_credentials",
  "E-mail, password or code is not right.",
);
export const wrongFactor: Refusal = refusal("wrong_factor", "The code or passkey is not right.");
export const sessionOver: Refusal = refusal("session_ended", "This session has ended.", {
  hint: "Log in again.",
});
export const invalidRefresh: Refusal = refusal("invalid_refresh_token", "This refresh token is not valid.", {
  hint: "Log in again.",
});
export const notMember: Refusal = refusal("not_a_member", "You are not a member of this tenant.");
export const originNotAllowed: Refusal = refusal(
  "origin_not_allowed",
  "Pages of this origin may not call for this tenant.",
  { hint: "An owner or admin can name the origin with PUT /api/settings/origins." },
);
export const badCsrf: Refusal = refusal(
  "csrf_failed",
  "The request lacks the session's current CSRF token.",
  {
    hint: "GET /api/auth/session gives it; send it as X-CSRF-Token.",
  },
);
export const stepUpNeeded: Refusal = refusal("step_up_needed", "This change needs a fresh confirmation.", {
  hint: "POST /api/auth/step-up with the change, confirm it, and send the token as X-Step-Up.",
});
export const stepUpInvalid: Refusal = refusal(
  "step_up_invalid",
  "The confirmation is spent, too old, or was given for another change.",
);
export const factorNeeded: Refusal = refusal(
  "second_factor_needed",
  "This change is confirmed by a passkey or an authenticator app, and you have neither.",
  { hint: "Add one first." },
);
export const challengeOver: Refusal = refusal("challenge_ended", "This took too long or was used before.", {
  hint: "Begin again.",
});
export const erasureUnderWay: Refusal = refusal("unavailable", "This is not possible right now.", {
  hint: "Try again in some seconds.",
});
export const alreadyThere: Refusal = refusal("already_set_up", "This is set up already.");
export const tooMany: Refusal = refusal("too_many", "There are as many of these as are allowed.");
export const notFoundHere: Refusal = refusal("not_found", "There is no such thing.");

export function rateLimited(
  what: "calls" | "trades",
  retryAfterMs: number,
  limits: readonly LimitView[],
): Denial {
  return { refusal: refusal("rate_limited", `Too many ${what} in a short time.`), retryAfterMs, limits };
}

export function deny(refused: Refusal, failedLogin = false): Outcome<never> {
  return err(failedLogin ? { refusal: refused, failedLogin } : { refusal: refused });
}
