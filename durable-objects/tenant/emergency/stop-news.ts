import { accountStopSchema } from "../../../src/domain/emergency/account-stop.ts";
import type { Env } from "../../../src/env.ts";
import { isFeed } from "../../../src/protocol/feed-internal.ts";
import type { Outbox } from "../../shared/outbox.ts";
import type { AccountStopView } from "../../trading-account/stop-views.ts";
import type * as schema from "../schema.ts";
import type { Sender } from "../senders.ts";

/** So long an answer waits for accounts; what they say later is in `GET /emergency`. */
const ANSWER_MS = 5_000;

export interface StopNewsParts {
  readonly env: Env;
  readonly outbox: () => Pick<Outbox<typeof schema>, "deliver">;
  /** The account has heard a later word than this tenant ever said: one of the two was restored from a backup. */
  readonly ahead: (accountId: string, version: number) => void;
}

/** Somebody who waits for what an account says to a word of this version. */
interface Waiting {
  readonly version: number;
  readonly resolve: (state: AccountStopView | null) => void;
}

/** Tells trading accounts how they stand under emergency stops. */
export class StopNews implements Sender {
  readonly #parts: StopNewsParts;
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(parts: StopNewsParts) {
    this.#parts = parts;
  }

  handles(destination: string): boolean {
    return destination.startsWith("acc_") && !isFeed(destination);
  }

  async send(accountId: string, messages: readonly string[]): Promise<void> {
    try {
      this.#answered(accountId, await this.#tell(accountId, messages));
    } catch (error) {
      this.#answered(accountId, null);
      throw error;
    }
  }

  /** A stop that has not arrived is said again at least this often. */
  longestPauseMs(): number {
    return 2_000;
  }

  /**
   * Delivers what waits for accounts, and gives what each said to the word of its version, or to none where that
   * is null; null for one that did not answer in time. What failed is repeated by the outbox.
   */
  async deliver(words: ReadonlyMap<string, number | null>): Promise<Map<string, AccountStopView | null>> {
    const answers = new Map<string, AccountStopView | null>();
    const all = [...words].map(async ([accountId, version]) => {
      answers.set(accountId, null);
      const said = version === null ? this.#ask(accountId) : this.#said(accountId, version);
      if (version !== null) this.#parts.outbox().deliver(accountId);
      answers.set(accountId, await said);
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ANSWER_MS);
    });
    await Promise.race([Promise.all(all), late]);
    clearTimeout(timer);
    return new Map(answers);
  }

  #said(accountId: string, version: number): Promise<AccountStopView | null> {
    return new Promise((resolve) => {
      this.#waiting.set(accountId, [...(this.#waiting.get(accountId) ?? []), { version, resolve }]);
    });
  }

  /** An earlier word's answer is not the one that is waited for; a failure is everybody's. */
  #answered(accountId: string, state: AccountStopView | null): void {
    const still = (this.#waiting.get(accountId) ?? []).filter(({ version, resolve }) => {
      if (state !== null && state.tenantVersion < version) return true;
      resolve(state);
      return false;
    });
    if (still.length === 0) this.#waiting.delete(accountId);
    else this.#waiting.set(accountId, still);
  }

  async #ask(accountId: string): Promise<AccountStopView | null> {
    const [asked] = await Promise.allSettled([this.#tell(accountId, [])]);
    return asked.status === "fulfilled" ? asked.value : null;
  }

  async #tell(accountId: string, messages: readonly string[]): Promise<AccountStopView> {
    const told = await this.#parts.env.TRADING_ACCOUNT.getByName(accountId).applyStop(messages);
    if (!told.ok) throw new Error("the account did not take what it was told of a stop");
    const said = messages.map((text) => accountStopSchema.parse(JSON.parse(text)).version);
    if (said.length > 0 && told.value.tenantVersion > Math.max(...said)) {
      this.#parts.ahead(accountId, told.value.tenantVersion);
    }
    return told.value;
  }
}
