import type { Ready } from "./installation.ts";

function hookOf(ready: Ready): string {
  return new URL(ready.demo.strategy.hookPath, ready.url).href;
}

/** The one line of `--json`, for programs; see the README for its fields. */
export function asJson(ready: Ready): string {
  const { demo } = ready;
  return JSON.stringify({
    url: ready.url,
    token: ready.token,
    login: ready.login,
    strategy: { id: demo.strategy.id, hook: hookOf(ready), secret: demo.strategy.secret },
    account: { id: demo.accountId },
    dealsLog: ready.dealsLog,
    pids: ready.pids,
  });
}

/** A command that sends a first alert; it can be pasted into any shell, as JSON holds no single quotes. */
export function sampleCommand(ready: Ready): string {
  const alert = { secret: ready.demo.strategy.secret, action: "buy", symbol: "EURUSD", lots: "0.1" };
  return `curl -d '${JSON.stringify(alert)}' ${hookOf(ready)}`;
}

/** What a person sees when everything is ready. */
export function asText(ready: Ready): string {
  return `
Sallyport is ready: gateway, agent and paper terminal are reconciled.

  desk     ${ready.url}/desk/
  address  ${ready.url}
  token    ${ready.token}
  login    ${ready.login.email}  ${ready.login.password}
  hook     ${hookOf(ready)}
  secret   ${ready.demo.strategy.secret}
  deals    ${ready.dealsLog}

Send an alert from another terminal; the desk shows its way to the deal:

  ${sampleCommand(ready)}

Ctrl-C stops everything. The next start finds the same state.
`;
}
