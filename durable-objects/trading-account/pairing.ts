import type { RawActor } from "../../src/domain/audit/make-draft.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import { err, ok } from "../../src/domain/result.ts";
import { type PairRequest, type PairResponse, pairRequestSchema } from "../../src/protocol/agent-link.ts";
import { invalidCode } from "./pairing-desk.ts";
import type { Parts } from "./parts.ts";
import type { Answer, PairingCode } from "./views.ts";

/** Makes a code that pairs one agent; the code before it is void. */
export function makePairingCode(
  { account, pairing, commit, audit }: Parts,
  who: RawActor,
): Answer<PairingCode> {
  const random = crypto.getRandomValues(new Uint8Array(26));
  const code = commit(() => {
    const { subject } = account;
    audit.record({ action: "agent.pairing_code_made", who, subject }, Date.now());
    return pairing.open(Date.now(), random);
  });
  audit.deliver();
  return ok(code);
}

/** Redeems a pairing code: the key's agent becomes the account's only one, and the one before is cut off. */
export async function pairAgent(
  { account, pairing, session, keys, commit, audit, doors, feed, inBackground }: Parts,
  request: PairRequest,
  who: RawActor,
): Promise<Answer<PairResponse>> {
  const parsed = pairRequestSchema.safeParse(request);
  if (!parsed.success) return err(invalidCode());
  const { subject } = account;
  const refused = (why: Refusal) => {
    doors.refused({ action: "agent.pairing_refused", code: why.code, who, subject }, Date.now());
    return err(why);
  };
  const verified = await pairing.verify(parsed.data, Date.now());
  if (!verified.ok) return refused(verified.error);
  const random = crypto.getRandomValues(new Uint8Array(16));
  const agentId = commit(() => {
    const made = pairing.redeem(parsed.data, Date.now(), random);
    if (made === undefined) return undefined;
    session.replaceAgent(made);
    audit.record({ action: "agent.paired", who: { ...who, id: made }, subject }, Date.now());
    return made;
  });
  if (agentId === undefined) return refused(invalidCode());
  audit.deliver();
  session.closeRevoked();
  inBackground(feed.agentPaired(agentId));
  return ok({ agentId, accountId: account.id, gatewayKeys: keys.publicKeys() });
}
