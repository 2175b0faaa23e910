import type { StatusReport } from "../commands/status.ts";
import { diagnosePolicy } from "./diagnose-policy.ts";
import { diagnoseTerminal } from "./diagnose-terminal.ts";
import type { DoctorFacts, GatewayAnswer } from "./facts.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";

/** Orders are judged by the gateway's clock, so a wrong host clock delays nothing; logs and TLS suffer. */
const CLOCK_TOLERANCE_MS = 5_000;
/** A running agent writes its status at least this often. */
const STATUS_FRESH_MS = 60_000;
/** The journal of a busy year fits into this. */
const ROOM_BYTES = 500_000_000;
const MANY_REPORTS = 1_000;

/** What is wrong with an installation and what to do about it, in the order in which it should be mended. Pure. */
export function diagnose(facts: DoctorFacts): Finding[] {
  if (facts.unpaired !== null) {
    return [problem("pairing", facts.unpaired.message, facts.unpaired.hint ?? "pair the agent")];
  }
  const findings: Finding[] = [fine("pairing", `paired with ${facts.gatewayUrl ?? "a gateway"}`)];
  if (facts.keyExposed === true) {
    const advice = "give the state directory to the agent's user only (chmod 700), and pair again";
    findings.push(problem("key", "Other users of this host can read the agent's key.", advice));
  }
  if (facts.gateway !== null) findings.push(...diagnoseGateway(facts.gateway));
  findings.push(...diagnoseDisk(facts.freeBytes));
  const { status } = facts;
  if (status === null || !status.running) {
    const advice = "sallyport-agent run, or sallyport-agent service install to have it run always";
    return [...findings, problem("agent", "The agent is not running.", advice)];
  }
  return [
    ...findings,
    ...diagnoseAgent(status, facts.nowMs),
    ...diagnoseTerminal(status, facts.tokenFile),
    ...diagnosePolicy(status),
  ];
}

function diagnoseGateway(answer: GatewayAnswer): Finding[] {
  if (!answer.reached) return [problem("gateway", answer.message, reachAdvice(answer.code))];
  const findings = [fine("gateway", "the gateway answers")];
  const { clockOffsetMs } = answer;
  if (clockOffsetMs !== null && Math.abs(clockOffsetMs) > CLOCK_TOLERANCE_MS) {
    const seconds = Math.round(Math.abs(clockOffsetMs) / 1000);
    const direction = clockOffsetMs > 0 ? "behind" : "ahead of";
    findings.push(
      warning(
        "clock",
        `The host's clock is ${seconds} s ${direction} the gateway's.`,
        "switch on the host's time synchronisation (NTP); deadlines are kept by the gateway's clock meanwhile",
      ),
    );
  }
  return findings;
}

function reachAdvice(code: string): string {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return "check the gateway's name and this host's DNS";
  }
  if (code === "ECONNREFUSED") return "nothing listens there: start the gateway, or check address and port";
  if (code === "ETIMEDOUT" || code === "UND_ERR_CONNECT_TIMEOUT" || code === "ABORT_ERR") {
    return "a firewall may block it: outgoing HTTPS to the gateway has to be allowed";
  }
  if (code.includes("CERT") || code.includes("TLS") || code.includes("SSL")) {
    return "the certificate is not accepted: check the host's clock, and for a proxy that opens TLS";
  }
  return "check this host's connection to the internet";
}

function diagnoseDisk(freeBytes: number | null): Finding[] {
  if (freeBytes === null) return [];
  const megabytes = Math.floor(freeBytes / 1e6);
  if (freeBytes >= ROOM_BYTES) return [fine("disk", `${megabytes} MB free`)];
  const advice = "make room: what cannot be written to the journal is not sent";
  return [warning("disk", `Only ${megabytes} MB are free where the journal is.`, advice)];
}

function diagnoseAgent(status: StatusReport, nowMs: number): Finding[] {
  const findings: Finding[] = [];
  const ageMs = nowMs - status.updatedAtMs;
  if (ageMs > STATUS_FRESH_MS) {
    const message = `The agent runs, and has not written its status for ${Math.round(ageMs / 1000)} s.`;
    findings.push(warning("agent", message, "look into its log; start it again if it does nothing"));
  } else findings.push(fine("agent", `runs as process ${status.pid}`));
  const { link, counts } = status;
  if (link.state === "up") findings.push(fine("link", "connected to the gateway"));
  else {
    const why = link.reason ?? "It is connecting.";
    const advice = link.hint ?? "it connects again by itself; see `gateway` above";
    findings.push(problem("link", `The link to the gateway is ${link.state}: ${why}`, advice));
  }
  if (counts.unacknowledgedReports > MANY_REPORTS) {
    const message = `${counts.unacknowledgedReports} reports wait for the gateway.`;
    findings.push(warning("reports", message, "they are delivered when the link is up"));
  }
  if (counts.awaited > 0) {
    const message = `What came of ${counts.awaited} requests to the broker is not known.`;
    const advice = "compare the account's history in MetaTrader; they are looked for again and never resent";
    findings.push(warning("unknown", message, advice));
  }
  return findings;
}
