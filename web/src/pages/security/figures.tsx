import { Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Facts } from "../../ui/facts.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Section } from "../../ui/section.tsx";
import { Wide } from "../../ui/wide.tsx";

const windowsSchema = z.object({ "1h": z.number(), "24h": z.number(), "7d": z.number() });
const summarySchema = z.object({
  total: z.number(),
  byType: z.array(z.object({ type: z.string(), severity: z.string(), count: z.number() })),
});
const figuresSchema = z.object({
  events: z.object({ "1h": summarySchema, "24h": summarySchema, "7d": summarySchema }),
  failedLogins: windowsSchema,
  hookRefusals: windowsSchema,
  openAlerts: z.object({ info: z.number(), warning: z.number(), critical: z.number() }),
  blockedAddresses: z.array(z.object({ address: z.string(), retryAfterMs: z.number() })),
  liveSessions: z.number(),
  lockedMembers: z.number(),
  activeTokens: z.number(),
  trading: z.object({
    ordersRejected: z.number(),
    ordersExpired: z.number(),
    ordersUnknown: z.number(),
    alarms: z.number(),
    faults: z.number(),
    agents: z.object({ paired: z.number(), connected: z.number(), ready: z.number() }),
  }),
  missing: z.object({ members: z.number(), accounts: z.number(), addresses: z.number() }),
});
type FiguresAnswer = z.infer<typeof figuresSchema>;

/** What was counted. */
export function Figures() {
  const query = useQuery({
    queryKey: ["security", "metrics"],
    queryFn: ({ signal }) => call("/security/metrics", { answer: figuresSchema, signal }),
    refetchInterval: 60_000,
  });
  return (
    <Section title="Figures">
      <Loaded query={query} what="figures">
        {(figures) => <Counted figures={figures} />}
      </Loaded>
    </Section>
  );
}

function Counted({ figures }: { readonly figures: FiguresAnswer }) {
  const { openAlerts, blockedAddresses, trading, missing, events } = figures;
  const notAsked = missing.members + missing.accounts + missing.addresses;
  const rows = [
    { name: "Failed logins", ...figures.failedLogins },
    { name: "Senders refused at hooks", ...figures.hookRefusals },
    {
      name: "Everything recorded",
      "1h": events["1h"].total,
      "24h": events["24h"].total,
      "7d": events["7d"].total,
    },
    ...events["7d"].byType.slice(0, 12).map(({ type, count }) => ({
      name: type.replaceAll(".", ": ").replaceAll("_", " "),
      "1h": countOf(events["1h"], type),
      "24h": countOf(events["24h"], type),
      "7d": count,
    })),
  ];
  return (
    <Stack>
      <Facts
        facts={[
          [
            "Open alerts",
            `critical ${openAlerts.critical}, warning ${openAlerts.warning}, info ${openAlerts.info}`,
          ],
          ["Live sessions", figures.liveSessions],
          ["Locked members", figures.lockedMembers],
          ["API tokens that are good", figures.activeTokens],
          [
            "Agents",
            `${trading.agents.ready} ready, ${trading.agents.connected} connected, ${trading.agents.paired} paired`,
          ],
          ["Orders rejected, expired", `${trading.ordersRejected}, ${trading.ordersExpired}`],
          ["Orders in doubt now", trading.ordersUnknown],
          ["Blocked addresses", blockedAddresses.map(({ address }) => address).join(", ") || "none"],
        ]}
      />
      <Wide label="events" minWidth={420}>
        <Table aria-label="events">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>What</Table.Th>
              <Table.Th ta="right">Last hour</Table.Th>
              <Table.Th ta="right">Day</Table.Th>
              <Table.Th ta="right">7 days</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.name}>
                <Table.Td>{row.name}</Table.Td>
                <Table.Td ta="right">{row["1h"]}</Table.Td>
                <Table.Td ta="right">{row["24h"]}</Table.Td>
                <Table.Td ta="right">{row["7d"]}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
      {notAsked > 0 && (
        <Text size="xs" c="dimmed">
          {notAsked} members, accounts or addresses were not asked, or did not answer.
        </Text>
      )}
    </Stack>
  );
}

function countOf({ byType }: FiguresAnswer["events"]["1h"], type: string): number {
  return byType.find((one) => one.type === type)?.count ?? 0;
}
