import { Text } from "@mantine/core";
import { type Fact, Facts } from "../../ui/facts.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Section } from "../../ui/section.tsx";
import type { Account } from "./account-schemas.ts";

/** The agent, its terminal and the broker's account, as they were last reported. */
export function AgentSection({ account }: { readonly account: Account }) {
  const { link, terminal, faults } = account;
  if (link.agentId === null) return null;
  const at = (ms: number | null) => (ms === null ? "not known" : <Moment atMs={ms} />);
  const agent: Fact[] = [
    ["Agent", link.connected ? "connected" : "offline"],
    [link.connected ? "Connected since" : "Lost", at(link.sinceMs)],
    ["Last sign of life", at(link.lastHeartbeatMs)],
    ["Version of the agent", link.agentVersion ?? "not known"],
    ["Faults recorded", faults],
  ];
  return (
    <Section title="Agent and terminal">
      {link.reason !== undefined && !link.ready && (
        <Text size="sm" c="orange.4" role="status">
          {link.reason.message} {link.reason.hint}
        </Text>
      )}
      <Facts facts={[...agent, ...(terminal === null ? [] : terminalFacts(terminal))]} />
    </Section>
  );
}

function terminalFacts(terminal: NonNullable<Account["terminal"]>): Fact[] {
  const { account, unsettled, atMs } = terminal;
  const counts: Fact[] = [
    ["Symbols", terminal.symbols],
    ["Open positions", terminal.positions],
    ["Pending orders", terminal.pendings],
    ["Orders not settled", unsettled.length],
    ["Reported", <Moment key="at" atMs={atMs} />],
  ];
  if (account === null) return counts;
  const { currency, obstacle } = account;
  const money = (amount: string | undefined): string =>
    amount === undefined ? "not known" : `${amount} ${currency}`;
  return [
    ["Login", `${account.login} on ${account.server}`],
    ["Kind", [account.kind, account.mode].filter((one) => one !== undefined).join(", ") || "not known"],
    ["Balance", money(account.balance)],
    ["Equity", money(account.equity)],
    ["Free margin", money(account.freeMargin)],
    ["Leverage", account.leverage === undefined ? "not known" : `1:${account.leverage}`],
    ["Terminal would trade", obstacle ? `no: ${obstacle.replaceAll("_", " ")}` : "yes"],
    ...counts,
  ];
}
