import { List, Table, Text } from "@mantine/core";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Act } from "../../ui/act.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Moment } from "../../ui/moment.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { Section } from "../../ui/section.tsx";
import { Wide } from "../../ui/wide.tsx";
import { type Compared, type SecurityReport, useReport } from "./report-schemas.ts";
import { SecurityFrame } from "./security-frame.tsx";

/** The week: what happened, what is open, what to do. */
export function WeeklyReport() {
  const query = useReport();
  return (
    <SecurityFrame
      title="Weekly report"
      about="The last seven days beside the seven before. On Mondays it is also told as a notice."
      actions={
        <Act
          label="Save as text"
          full="Save as text: the weekly report"
          size="xs"
          act={async () => {
            const text = await call("/security/weekly-report?format=text", {
              answer: z.string(),
              text: true,
            });
            saveFile("sallyport-week.txt", text, "text/plain");
          }}
        />
      }
    >
      <Loaded query={query} what="the report">
        {(report) => <Whole report={report} />}
      </Loaded>
    </SecurityFrame>
  );
}

function Whole({ report }: { readonly report: SecurityReport }) {
  const { advice, changes, fromMs, toMs } = report;
  const rows: readonly (readonly [string, Compared])[] = [
    ["Logins", report.logins],
    ["Failed logins", report.failedLogins],
    ["Refusals", report.refusals],
    ["Security alerts", report.alerts],
    ["Secrets and keys changed", changes.secrets],
    ["Members and roles changed", changes.roles],
    ["Limits changed", changes.limits],
    ["Emergency stops", report.emergencyStops],
  ];
  return (
    <>
      <Section title="What to do">
        {advice.length === 0 ? (
          <Text size="sm">Nothing presses.</Text>
        ) : (
          <List size="sm" spacing={4}>
            {advice.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        )}
      </Section>
      <Section title="The week">
        <Text size="sm" c="dimmed">
          <Moment atMs={fromMs} /> to <Moment atMs={toMs} />
        </Text>
        <Wide label="the week in numbers" minWidth={300}>
          <Table aria-label="the week in numbers">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>What</Table.Th>
                <Table.Th ta="right">This week</Table.Th>
                <Table.Th ta="right">The one before</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(([name, { week, weekBefore }]) => (
                <Table.Tr key={name}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td ta="right">{week}</Table.Td>
                  <Table.Td ta="right">{weekBefore}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      </Section>
      <Section title="As it stands">
        <Facts
          facts={[
            [
              "Members without a second factor",
              named(report.membersWithoutSecondFactor.map(({ email }) => email)),
            ],
            ["Locked members", named(report.lockedMembers.map(({ email }) => email))],
            ["Tokens unused for 30 days", named(report.unusedTokens.map(({ name }) => name))],
            ["Tokens that end within 14 days", named(report.expiringTokens.map(({ name }) => name))],
            ["Secrets older than 90 days", named(report.oldSecrets.map(({ name, n }) => `${name} no. ${n}`))],
            [
              "Replaced secrets in use",
              named(report.replacedSecretsInUse.map(({ name, n }) => `${name} no. ${n}`)),
            ],
          ]}
        />
      </Section>
    </>
  );
}

function named(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
