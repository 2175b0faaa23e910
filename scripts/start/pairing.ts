import { join } from "node:path";
import * as z from "zod";
import { root } from "../lib/root.ts";
import { runProgram } from "../lib/run-program.ts";
import type { Api } from "./api.ts";
import { readJsonIfThere } from "./private-file.ts";
import { agentProgram } from "./programs.ts";
import type { StateDir } from "./state-dir.ts";

const pairingSchema = z.object({ code: z.string().min(1) });
/** What the agent's own file says of its pairing, as far as it matters here. */
const identitySchema = z.object({ gatewayUrl: z.string(), accountId: z.string() });

/**
 * Pairs the agent with the account, unless it is paired already. The gateway's address is part of a
 * pairing, so another port means another pairing; the agent keeps its journal.
 */
export async function keepPairing(api: Api, state: StateDir, accountId: string, url: string): Promise<void> {
  const kept = readJsonIfThere(join(state.agent, "identity.json"), identitySchema);
  if (kept?.gatewayUrl === url && kept.accountId === accountId) return;
  const { code } = await api.post(`/api/accounts/${accountId}/pairing`, {}, undefined, pairingSchema);
  const args = ["pair", code, "--gateway", url, "--state", state.agent, "--replace"];
  const { status, printed } = await runProgram(agentProgram, args, { cwd: root });
  if (status !== 0) throw new Error(`the agent could not be paired:\n${printed}`);
}
