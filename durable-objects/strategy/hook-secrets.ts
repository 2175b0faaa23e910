import * as z from "zod";
import type { Vault } from "../shared/vault.ts";

/** Secrets as the strategy's row keeps them. */
const storedSchema = z.strictObject({
  /** The highest number ever given. */
  lastN: z.number().int().positive(),
  list: z
    .array(
      z.strictObject({
        n: z.number().int().positive(),
        sealed: z.string(),
        createdAtMs: z.number().int(),
        expiresAtMs: z.number().int().nullable(),
        lastUsedAtMs: z.number().int().nullable(),
      }),
    )
    .min(1)
    .max(2),
});

/** What rows of earlier versions held: the secrets in clear. */
const clearSchema = z.array(z.string()).min(1).max(2);

/** A secret of the hook as it is in memory, opened. */
export interface HookSecret {
  readonly n: number;
  readonly secret: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
}

export interface HookSecrets {
  readonly lastN: number;
  /** One, or two while one replaces the other; the newest last. */
  readonly list: readonly HookSecret[];
}

/** What the owner sees of a secret; never the secret. */
export type HookSecretView = Omit<HookSecret, "secret">;

export function viewOf({ n, createdAtMs, expiresAtMs, lastUsedAtMs }: HookSecret): HookSecretView {
  return { n, createdAtMs, expiresAtMs, lastUsedAtMs };
}

export interface StrategyIds {
  readonly tenantId: string;
  readonly strategyId: string;
}

/**
 * Reads the row's secrets. `stale` when they are to be written again: because they were in clear, or sealed with
 * an older key.
 */
export function readSecrets(
  text: string,
  ids: StrategyIds,
  vault: Vault,
  createdAtMs: number,
): { secrets: HookSecrets; stale: boolean } {
  const data: unknown = JSON.parse(text);
  const clear = clearSchema.safeParse(data);
  if (clear.success) {
    const list = clear.data.map((secret, index) => ({
      n: index + 1,
      secret,
      createdAtMs,
      expiresAtMs: null,
      lastUsedAtMs: null,
    }));
    return { secrets: { lastN: list.length, list }, stale: true };
  }
  const stored = storedSchema.parse(data);
  const list = stored.list.map(({ sealed, ...rest }) => ({
    ...rest,
    secret: vault.open(sealed, ownerOf(ids, rest.n)),
  }));
  const stale = stored.list.some(({ sealed }) => vault.isOld(sealed));
  return { secrets: { lastN: stored.lastN, list }, stale };
}

/** The text for the row, each secret sealed under the current key. */
export function writeSecrets({ lastN, list }: HookSecrets, ids: StrategyIds, vault: Vault): string {
  const stored = list.map(({ secret, ...rest }) => ({
    ...rest,
    sealed: vault.seal(secret, ownerOf(ids, rest.n)),
  }));
  return JSON.stringify({ lastN, list: stored });
}

/** What a sealed secret belongs to: moved to another row, it does not open. */
export function ownerOf({ tenantId, strategyId }: StrategyIds, n: number): string {
  return `hook-secret|${tenantId}|${strategyId}|${n}`;
}
