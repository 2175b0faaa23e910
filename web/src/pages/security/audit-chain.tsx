import { Text } from "@mantine/core";
import { Facts } from "../../ui/facts.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Section } from "../../ui/section.tsx";
import { useReport } from "./report-schemas.ts";

/** How long the chain is, how far it is signed, and whether anybody outside could show that it was changed. */
export function AuditChain() {
  const query = useReport();
  return (
    <Section title="The chain">
      <Loaded query={query} what="the state of the chain">
        {({ chain }) => (
          <>
            <Facts
              facts={[
                ["Entries", chain.entries],
                ["Signed up to", chain.head === null ? "nothing yet" : `no. ${chain.head.sequence}`],
                [
                  "Signed",
                  chain.head === null ? "at the next full hour" : <Moment key="at" atMs={chain.head.atMs} />,
                ],
                ["Not signed yet", chain.unsigned],
                ["Heads leave the platform", chain.leaves ? "yes" : "no"],
              ]}
            />
            {!chain.leaves && (
              <Text size="sm" c="dimmed">
                While heads stay here, somebody with all rights on the gateway could write the log anew. Say
                below where they go.
              </Text>
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}
