import { type AccountStop, accountStopSchema } from "../../src/domain/emergency/account-stop.ts";
import { parsePlainJson } from "../../src/domain/json/strict.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";

/** Words of the tenant's outbox; all or none. Those of another tenant are refused (promise P7). */
export function readStops(messages: readonly string[], tenantId: string): Result<AccountStop[], Refusal> {
  const words: AccountStop[] = [];
  for (const message of messages) {
    const plain = parsePlainJson(message);
    const word = accountStopSchema.safeParse(plain.ok ? plain.value : undefined);
    if (!word.success || word.data.tenantId !== tenantId) {
      return err(refusal("stop_not_understood", "The account cannot read what it is told of a stop."));
    }
    words.push(word.data);
  }
  return ok(words);
}
