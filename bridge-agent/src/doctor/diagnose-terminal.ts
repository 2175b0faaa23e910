import type { TradeObstacle } from "../../../src/protocol/ea-link-facts.ts";
import type { StatusReport } from "../commands/status.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";

/** What each obstacle means to a person, and what to do. The names of switches are MetaTrader's own. */
const obstacles: Readonly<Record<Exclude<TradeObstacle, "">, readonly [message: string, advice: string]>> = {
  disconnected: [
    "The terminal has no connection to the broker.",
    "look at the connection state in the terminal's lower right corner; log in again if need be",
  ],
  algo_trading_off: [
    "Algorithmic trading is switched off in the terminal.",
    'press "Algo Trading" in the terminal\'s toolbar',
  ],
  expert_not_allowed: [
    "The expert advisor may not trade on its chart.",
    'tick "Allow Algo Trading" in the properties of the expert advisor (F7 on the chart)',
  ],
  experts_banned: [
    "The broker does not allow expert advisors on this account.",
    "ask the broker to allow them, or use another account",
  ],
  account_read_only: [
    "The account is read-only: an investor password, or closed for trading by the broker.",
    "log in with the main password, or ask the broker",
  ],
};

/** What is wrong between the agent and a broker's execution. */
export function diagnoseTerminal(status: StatusReport, tokenFile: string): Finding[] {
  const { terminal } = status;
  if (terminal.stage === "absent") return [absent(status, tokenFile)];
  const findings = [fine("terminal", `connected${terminal.account === null ? "" : `, ${terminal.account}`}`)];
  if (terminal.obstacle !== "") findings.push(problem("trading", ...obstacles[terminal.obstacle]));
  if (terminal.symbols > 0 && terminal.openSymbols === 0) {
    const message = `The market is closed for all ${terminal.symbols} symbols of the terminal.`;
    findings.push(warning("market", message, "orders are refused until a session opens"));
  }
  for (const { code, message } of terminal.faults) {
    findings.push(problem("expert", `${message} (${code})`, "see docs/mt5.md"));
  }
  const { reconciled, waitingFor } = status;
  if (reconciled) findings.push(fine("orders", "agent, terminal and ledger agree; orders are carried out"));
  else {
    const message = waitingFor?.message ?? "Agent and terminal are comparing what they know.";
    findings.push(problem("orders", message, waitingFor?.hint ?? "wait some seconds and look again"));
  }
  return findings;
}

function absent({ terminal }: StatusReport, tokenFile: string): Finding {
  if (terminal.refused !== null) {
    const advice = `set the expert advisor's input Token to what is in ${tokenFile}, and AgentPort to ${terminal.port}`;
    return problem("terminal", `A terminal was turned away: ${terminal.refused}`, advice);
  }
  return problem(
    "terminal",
    `No terminal is connected on 127.0.0.1:${terminal.port}.`,
    [
      "attach the Sallyport expert advisor to a chart of MetaTrader 5,",
      `its input AgentPort ${terminal.port} and Token from ${tokenFile},`,
      "and list 127.0.0.1 under Tools > Options > Expert Advisors > Allow WebRequest for listed URL",
    ].join(" "),
  );
}
