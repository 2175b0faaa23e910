import { Agent } from "../agent.ts";
import { JournalLocked } from "../journal/database.ts";
import { Journal } from "../journal/journal.ts";
import { asJournalFailure } from "../journal/journal-failed.ts";
import { type Log, makeLog } from "../log.ts";
import { loadIdentity } from "../state/identity.ts";
import { defaultRotation, RotatingFile } from "../state/rotating-file.ts";
import { eaToken, readIfThere, type StatePaths, writeAtomically } from "../state/state-dir.ts";
import { StatusFile } from "../state/status-file.ts";

/**
 * Runs the agent until a signal ends it; with `SALLYPORT_SUPERVISED=1` also until standard input closes,
 * so that it does not outlive who started it. `port` undefined or 0: the port of the last run if it is
 * free, so that a terminal finds the agent again, otherwise any.
 *
 * Sets the exit code and returns; the event loop keeps the agent alive.
 */
export async function run(paths: StatePaths, port: number | undefined): Promise<void> {
  const log = logOf(paths);
  const identity = loadIdentity(paths);
  if (!identity.ok) {
    log.error(identity.error.code, { message: identity.error.message, hint: identity.error.hint });
    process.exitCode = 1;
    return;
  }
  const journal = openJournal(paths);
  if (journal === undefined) {
    log.error("state_in_use", { message: `Another agent runs with the state in ${paths.directory}.` });
    process.exitCode = 1;
    return;
  }
  const status: StatusFile = new StatusFile(paths.status, () => agent.status());
  const agent = new Agent({
    paths,
    identity: identity.value,
    eaToken: eaToken(paths),
    journal,
    log,
    statusChanged: () => status.changed(),
  });
  const stop = (reason: string) => {
    log.info("agent_stops", { reason });
    agent.stop();
    status.write();
    journal.close();
    process.exit();
  };
  process.once("SIGTERM", () => stop("SIGTERM"));
  process.once("SIGINT", () => stop("SIGINT"));
  if (process.env["SALLYPORT_SUPERVISED"] === "1") {
    process.stdin.resume();
    process.stdin.once("end", () => stop("standard input closed"));
    process.stdin.once("error", () => stop("standard input failed"));
  }
  const fixed = port !== undefined && port !== 0;
  const listening = await agent.start(fixed ? port : lastPort(paths), !fixed);
  writeAtomically(paths.eaPort, `${listening}\n`);
  status.write();
  log.info("agent_started", { pid: process.pid, port: listening, agentId: identity.value.agentId });
}

/** Standard error for who watches, and a file for who comes later. */
function logOf(paths: StatePaths): Log {
  const file = new RotatingFile(paths.log, defaultRotation, (message) => {
    process.stderr.write(`the log cannot be written: ${message}\n`);
  });
  return makeLog((line) => {
    process.stderr.write(line);
    file.write(line);
  });
}

function openJournal(paths: StatePaths): Journal | undefined {
  try {
    return new Journal(paths.journal);
  } catch (cause) {
    if (cause instanceof JournalLocked) return undefined;
    throw asJournalFailure(cause);
  }
}

function lastPort(paths: StatePaths): number {
  const port = Number(readIfThere(paths.eaPort)?.trim() ?? "0");
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
}
