/** Time-based one-time passwords (RFC 6238): which step a code belongs to, and that each is used once. */

export const TOTP_STEP_MS = 30_000;
export const TOTP_DIGITS = 6;
const CODE = /^[0-9]{6}$/;
/** A phone's clock may be one step off either way. */
const NEIGHBOURS = [0, -1, 1] as const;

export interface TotpState {
  /** The step of the last accepted code; codes of it and of earlier steps are spent. -1: none yet. */
  readonly lastStep: number;
}

/**
 * The step whose code this is, or null when the code is wrong or spent. `codeAt` gives the code of a step,
 * `same` compares in constant time. Every candidate is compared, so that the time tells nothing.
 */
export function acceptTotp(
  code: string,
  nowMs: number,
  state: TotpState,
  codeAt: (step: number) => string,
  same: (a: string, b: string) => boolean,
): number | null {
  if (!CODE.test(code)) return null;
  const current = Math.floor(nowMs / TOTP_STEP_MS);
  let accepted: number | null = null;
  for (const neighbour of NEIGHBOURS) {
    const step = current + neighbour;
    const matches = same(code, codeAt(step));
    if (matches && step > state.lastStep && accepted === null) accepted = step;
  }
  return accepted;
}
