import { Badge, Button, Group, Table } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  type Emergency,
  liftStop,
  type Stop,
  type StoppedAccount,
  useEmergency,
} from "../../emergency/emergency-schemas.ts";
import { byInWords, stateInWords } from "../../emergency/state-words.ts";
import { StopDialog } from "../../emergency/stop-dialog.tsx";
import { emergencyChanged } from "../../emergency/stop-news.ts";
import { useMay } from "../../session/may.ts";
import { usePerson } from "../../session/session.tsx";
import { Act } from "../../ui/act.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { useAccounts } from "../accounts/account-schemas.ts";

/** What is stopped, how far that is on each account, and lifting it. */
export function EmergencyPage() {
  const query = useEmergency();
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const mayStop = useMay("emergency");
  const mayLift = useMay("configure");
  const standing = query.data?.stops.filter(({ liftedAtMs }) => liftedAtMs === null) ?? [];
  return (
    <Page
      title="Emergency stop"
      about="Stops whatever would open something, at the gateway and on the trading machines, through restarts and reconnects, until somebody lifts it."
      actions={
        <>
          {mayStop && (
            <Button color="red" onClick={() => setAsks(true)}>
              Stop trading…
            </Button>
          )}
          {mayLift && standing.length > 1 && <LiftAll onDone={() => emergencyChanged(client)} />}
        </>
      }
    >
      <StopDialog open={asks} onClose={() => setAsks(false)} />
      <Section title="Accounts">
        <Listing
          query={query}
          items={({ accounts }) => accounts}
          what="accounts under the stop"
          empty="There is no account."
          head={["Account", "State", "How far it is"]}
          row={(account) => <AccountRow key={account.accountId} account={account} />}
        />
      </Section>
      <Section title="Stops" about="Those that stand, and the latest that were lifted.">
        <Listing
          query={query}
          items={({ stops }: Emergency) => stops}
          what="stops"
          empty="Nothing was ever stopped."
          head={["Why", "Accounts", "By", "Since", "Lifted"]}
          minWidth={720}
          row={(stop) => <StopRow key={stop.id} stop={stop} mayLift={mayLift} />}
        />
      </Section>
    </Page>
  );
}

function LiftAll({ onDone }: { readonly onDone: () => Promise<void> }) {
  return (
    <Act
      label="Lift all"
      full="Lift all stops"
      consequence="Every account trades again from then on, unless its own machine stops it."
      act={() => liftStop(null)}
      onDone={onDone}
    />
  );
}

function AccountRow({ account }: { readonly account: StoppedAccount }) {
  const { name, accountId, reached, state } = account;
  const stopped = !reached || state === null ? null : state.stopped !== null;
  return (
    <Table.Tr>
      <Table.Td>{name ?? accountId}</Table.Td>
      <Table.Td>
        <Badge color={stopped === null ? "yellow" : stopped ? "red" : "teal"} variant="light" tt="none">
          {stopped === null ? "not known" : stopped ? "stopped" : "trades"}
        </Badge>
      </Table.Td>
      <Table.Td>{stateInWords(account)}</Table.Td>
    </Table.Tr>
  );
}

function StopRow({ stop, mayLift }: { readonly stop: Stop; readonly mayLift: boolean }) {
  const { userId } = usePerson();
  const client = useQueryClient();
  const names = new Map(useAccounts().data?.items.map(({ id, name }) => [id, name]));
  const { reason, accounts, by, atMs, liftedAtMs, liftedBy, closesPositions } = stop;
  return (
    <Table.Tr>
      <Table.Td>
        {reason}
        {closesPositions && " (and closes everything)"}
      </Table.Td>
      <Table.Td>{accounts === null ? "all" : accounts.map((id) => names.get(id) ?? id).join(", ")}</Table.Td>
      <Table.Td>{byInWords(by, userId)}</Table.Td>
      <Table.Td>
        <Moment atMs={atMs} />
      </Table.Td>
      <Table.Td>
        {liftedAtMs === null ? (
          <Group gap="xs">
            stands
            {mayLift && (
              <Act
                label="Lift"
                full={`Lift the stop “${reason}”`}
                size="compact-xs"
                consequence="What it stopped trades again, unless another stop or its own machine stops it. What was refused meanwhile stays refused."
                act={() => liftStop(stop)}
                onDone={() => emergencyChanged(client)}
              />
            )}
          </Group>
        ) : (
          <>
            <Moment atMs={liftedAtMs} /> by {byInWords(liftedBy ?? "", userId)}
          </>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
