import { Table } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../../session/may.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { PageLink } from "../../ui/page-link.tsx";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { NewStrategy } from "./new-strategy.tsx";
import { type MadeStrategy, STRATEGIES, useStrategies } from "./strategy-schemas.ts";

/** The sources of alerts. */
export function Strategies() {
  const list = useStrategies();
  const mayChange = useMay("configure");
  const client = useQueryClient();
  const go = useNavigate();
  const [made, setMade] = useState<MadeStrategy | null>(null);
  return (
    <Page
      title="Strategies"
      about="Each is one source of alerts: an address that TradingView sends to, a secret that proves it, and routes to your accounts."
      actions={
        mayChange && (
          <Dialog label="New strategy" title="New strategy">
            {(close) => (
              <NewStrategy
                onMade={async (strategy) => {
                  setMade(strategy);
                  close();
                  await client.invalidateQueries({ queryKey: STRATEGIES });
                }}
              />
            )}
          </Dialog>
        )
      }
    >
      {made?.secret !== undefined && (
        <SecretOnce
          what={`Secret of ${made.name}`}
          secret={made.secret}
          use="It belongs into every message to this strategy. The gateway cannot show it again."
          onKept={() => void go({ to: "/strategies/$strategyId", params: { strategyId: made.id } })}
        />
      )}
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
