import type { Env } from "../../src/env.ts";
import type { Profiles } from "./profiles.ts";

export interface ProfileRefreshParts {
  readonly ctx: Pick<DurableObjectState, "waitUntil">;
  readonly env: Pick<Env, "TRADING_ACCOUNT">;
  readonly profiles: Profiles;
}

/** Asks accounts for their profile and keeps the copy. */
export class ProfileRefresh {
  readonly #parts: ProfileRefreshParts;
  /** Accounts that are being asked in the background. */
  readonly #asking = new Set<string>();

  constructor(parts: ProfileRefreshParts) {
    this.#parts = parts;
  }

  /** True when the account answered, be it that it does not exist. */
  async now(accountId: string): Promise<boolean> {
    const { env, profiles } = this.#parts;
    try {
      const answer = await env.TRADING_ACCOUNT.getByName(accountId).profile();
      if (answer.ok) profiles.put(answer.value);
      return true;
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown";
      console.warn(JSON.stringify({ event: "profile_not_answered", accountId, name }));
      return false;
    }
  }

  /** Asks while nobody waits, once at a time. */
  inBackground(accountId: string): void {
    if (this.#asking.has(accountId)) return;
    this.#asking.add(accountId);
    this.#parts.ctx.waitUntil(this.now(accountId).finally(() => this.#asking.delete(accountId)));
  }
}
