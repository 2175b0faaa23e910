import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import { readIfThere, type StatePaths } from "../state/state-dir.ts";
import { type Status, statusSchema } from "../state/status-file.ts";
import { policyLines } from "./policy-lines.ts";

/** The last status that `run` wrote, and whether the process that wrote it still lives. */
export interface StatusReport extends Status {
  readonly running: boolean;
}

export function readStatus(paths: StatePaths): Result<StatusReport, Refusal> {
  const none = refusal("no_status", `There is no status in ${paths.directory}.`, {
    hint: "sallyport-agent run --state DIR",
  });
  const text = readIfThere(paths.status);
  if (text === undefined) return err(none);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return err(none);
  }
  const status = statusSchema.safeParse(data);
  return status.success ? ok({ ...status.data, running: isAlive(status.data.pid) }) : err(none);
}

/** The status for a person to read. */
export function statusText(status: StatusReport): string {
  const { link, terminal, counts, lastOrder, waitingFor } = status;
  const offset = status.clockOffsetMs === null ? "not measured" : `${status.clockOffsetMs} ms`;
  const lines = [
    `agent       ${status.running ? `running, pid ${status.pid}` : "not running"}, ${status.agentId}`,
    `account     ${status.accountId}`,
    `link        ${link.state}${link.reason === undefined ? "" : `: ${link.reason}`}`,
    `terminal    ${terminal.stage}${terminal.account === null ? "" : `, ${terminal.account}`}, port ${terminal.port}`,
    `reconciled  ${status.reconciled ? "yes" : `no${waitingFor === null ? "" : `: ${waitingFor.message}`}`}`,
    `clock       ${offset}`,
    `last order  ${lastOrder === null ? "none" : `${lastOrder.orderId} ${lastOrder.event} at ${new Date(lastOrder.atMs).toISOString()}`}`,
    `orders      ${counts.open} open, ${counts.awaited} unanswered, ${counts.unacknowledgedReports} reports to deliver`,
    `positions   ${counts.positions}`,
    ...policyLines(status),
  ];
  const hint = link.hint ?? waitingFor?.hint;
  if (hint !== undefined) lines.push(`hint        ${hint}`);
  return lines.join("\n");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // EPERM: it lives, and belongs to somebody else.
    return cause instanceof Error && "code" in cause && cause.code === "EPERM";
  }
}
