import { asJson } from "../../../scripts/start/announce.ts";
import { installation } from "../../../scripts/start/installation.ts";
import { openStateDir } from "../../../scripts/start/state-dir.ts";
import { type RunningInstallation, readySchema } from "../../support/installation.ts";

/**
 * Calls of one person in a minute. Tests open pages one after the other as nobody does, the faster the machine the
 * more of them in a minute: with the usual limit it depends on the machine which of them is refused.
 */
const CALLS_PER_MINUTE = 10_000;

/**
 * Starts gateway, agent and paper terminal with their state in `stateDir`. This process supervises them: they end with
 * it however it ends, and no test of the desk waits for one process more.
 */
export async function startHere(stateDir: string): Promise<RunningInstallation> {
  const said: string[] = [];
  const all = installation(openStateDir(stateDir), (line) => said.push(line), {
    vars: { LIMIT_CALLS_PER_MINUTE: String(CALLS_PER_MINUTE) },
  });
  try {
    const ready = readySchema.parse(JSON.parse(asJson(await all.start(0))));
    await allowManyCalls(ready);
    return { ready, stateDir, stop: all.stop };
  } catch (error) {
    await all.stop();
    throw new Error(`the installation did not start:\n${said.join("\n")}`, { cause: error });
  }
}

/** What the operator allows at most is not yet what a tenant's people may do. */
async function allowManyCalls({ url, token }: RunningInstallation["ready"]): Promise<void> {
  const set = { callsPerMinute: null, tradesPerSecond: null };
  const answer = await fetch(new URL("/api/settings/limits", url), {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ person: { ...set, callsPerMinute: CALLS_PER_MINUTE }, program: set }),
  });
  if (!answer.ok) throw new Error(`the limits were not set: ${answer.status} ${await answer.text()}`);
}
