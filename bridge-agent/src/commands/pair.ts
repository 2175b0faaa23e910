import { existsSync } from "node:fs";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import { PAIR_PROOF_KID, PAIR_PROOF_TYPE, pairResponseSchema } from "../../../src/protocol/agent-link.ts";
import { signCompact } from "../../../src/protocol/compact-jws.ts";
import { problemText } from "../gateway-link/problem-text.ts";
import { makeAgentKey, privateKeyOf } from "../state/agent-key.ts";
import { type Identity, loadIdentity, saveIdentity } from "../state/identity.ts";
import { eaToken, type StatePaths } from "../state/state-dir.ts";
import { writePolicyExample } from "./policy.ts";

/** A pairing code begins with its account's id. */
const ACCOUNT_CHARACTERS = 26;
const ANSWER_TIMEOUT_MS = 15_000;

export interface PairOptions {
  readonly code: string;
  readonly gatewayUrl: string;
  readonly replace: boolean;
  /** Allows a gateway without TLS on another host. */
  readonly insecure: boolean;
}

/**
 * Makes a key, redeems the pairing code with it, and stores who the agent is from now on. The key never
 * leaves this host: the gateway gets its public half and a proof that the sender holds the other.
 */
export async function pair(
  paths: StatePaths,
  { code, gatewayUrl, replace, insecure }: PairOptions,
): Promise<Result<Identity, Refusal>> {
  const old = loadIdentity(paths);
  const accountId = `acc_${code.slice(0, ACCOUNT_CHARACTERS)}`;
  if (old.ok && old.value.accountId !== accountId) {
    return err(
      refusal(
        "other_account",
        `${paths.directory} belongs to ${old.value.accountId}, the code to ${accountId}.`,
        {
          hint: "give another --state: journal and key belong to one trading account",
        },
      ),
    );
  }
  if (existsSync(paths.identity) && !replace) {
    return err(
      refusal("already_paired", `${paths.identity} exists: this agent is paired already.`, {
        hint: "give --replace to pair it anew, or another --state",
      }),
    );
  }
  if (!insecure && !isPrivate(new URL(gatewayUrl))) {
    return err(
      refusal(
        "insecure_gateway",
        `${gatewayUrl} is not encrypted: anybody on the way could read and cut it.`,
        {
          hint: "use https://, or --insecure if the network between is your own",
        },
      ),
    );
  }
  const key = await makeAgentKey();
  const { kty, crv, x } = key;
  const proof = await signCompact(
    JSON.stringify({ code }),
    PAIR_PROOF_TYPE,
    PAIR_PROOF_KID,
    await privateKeyOf(key),
  );
  const answer = await post(gatewayUrl, { code, key: { kty, crv, x }, proof });
  if (!answer.ok) return answer;
  const paired = pairResponseSchema.safeParse(answer.value);
  if (!paired.success) {
    return err(refusal("not_a_gateway", `${gatewayUrl} did not answer as a Sallyport gateway does.`));
  }
  const identity: Identity = { v: 1, gatewayUrl, ...paired.data, key };
  saveIdentity(paths, identity);
  eaToken(paths);
  writePolicyExample(paths);
  return ok(identity);
}

/** Encrypted, or on this very host. */
function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

async function post(gatewayUrl: string, body: object): Promise<Result<unknown, Refusal>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL("/agent/pair", gatewayUrl), {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      redirect: "error",
    });
    text = await response.text();
  } catch {
    return err(refusal("gateway_unreachable", `${gatewayUrl} cannot be reached.`));
  }
  if (!response.ok) {
    return err(
      refusal("pairing_refused", problemText(text) ?? `The gateway answered with ${response.status}.`),
    );
  }
  try {
    return ok(JSON.parse(text));
  } catch {
    return err(refusal("not_a_gateway", `${gatewayUrl} did not answer as a Sallyport gateway does.`));
  }
}
