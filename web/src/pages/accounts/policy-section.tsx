import { Table, Text } from "@mantine/core";
import { Section } from "../../ui/section.tsx";
import { Wide } from "../../ui/wide.tsx";
import type { Terminal } from "./account-schemas.ts";

const states = {
  none: "There is no policy file on the trading machine: only the gateway's limits hold.",
  loaded:
    "In force, as the agent reports it. It is a file on the trading machine and can only be changed there.",
  kept: "The file is broken or gone; the one that was read before is in force.",
  refused: "The file is broken or gone since the agent started, so no entry goes out.",
} as const;

/** Door two: what the trading machine allows, whatever the gateway says. */
export function PolicySection({ terminal }: { readonly terminal: Terminal }) {
  const { policy } = terminal;
  if (policy === null) {
    return (
      <Section
        title="Policy of the trading machine"
        about="The agent does not report it; it is of an earlier version."
      />
    );
  }
  const { state, fault, stops, limits } = policy;
  return (
    <Section title="Policy of the trading machine" about={states[state]}>
      {fault !== undefined && (
        <Text size="sm" c="red.4">
          {fault.message}
        </Text>
      )}
      {stops.map(({ code, message }) => (
        <Text size="sm" c="orange.4" key={code}>
          Entries are stopped: {message}
        </Text>
      ))}
      {limits.length > 0 && (
        <Wide label="limits of the policy" minWidth={360}>
          <Table aria-label="limits of the policy">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Limit</Table.Th>
                <Table.Th ta="right">Used</Table.Th>
                <Table.Th ta="right">Of</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {limits.map(({ name, limit, used }) => (
                <Table.Tr key={name}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td ta="right">{used ?? "–"}</Table.Td>
                  <Table.Td ta="right">{limit}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
    </Section>
  );
}
