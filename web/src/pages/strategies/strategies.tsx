import { Table } from "@mantine/core";
import { useMay } from "../../session/may.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { PageLink } from "../../ui/page-link.tsx";
import { NewStrategy } from "./new-strategy.tsx";
import { useStrategies } from "./strategy-schemas.ts";

/** The sources of alerts. */
export function Strategies() {
  const list = useStrategies();
  const mayChange = useMay("configure");
  return (
    <Page
      title="Strategies"
      about="Each is one source of alerts: an address that TradingView sends to, a secret that proves it, and routes to your accounts."
      actions={
        mayChange && (
          <Dialog label="New strategy" title="New strategy">
            {() => <NewStrategy />}
          </Dialog>
        )
      }
    >
      <Listing
        query={list}
        items={({ items }) => items}
        what="strategies"
        empty="There is no strategy yet. Make one, then send it an alert."
        head={["Strategy", "Since"]}
        minWidth={280}
        row={({ id, name, createdAtMs }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <PageLink to="/strategies/$strategyId" params={{ strategyId: id }}>
                {name}
              </PageLink>
            </Table.Td>
            <Table.Td>
              <Moment atMs={createdAtMs} />
            </Table.Td>
          </Table.Tr>
        )}
      />
    </Page>
  );
}
