import { Table, TextInput } from "@mantine/core";
import { type UseQueryResult, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { MOST_FEEDS } from "../../live/use-feeds.ts";
import { useMay } from "../../session/may.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { PageLink } from "../../ui/page-link.tsx";
import {
  ACCOUNTS,
  type Account,
  accountSchema,
  useAccount,
  useAccounts,
  useLiveAccount,
} from "./account-schemas.ts";
import { LinkBadge } from "./link-badge.tsx";

/** So many accounts are asked how they stand; more would use up what a person may ask in a minute. */
const MOST_ASKED = 8;
const ASKED_EVERY_MS = 30_000;

/** The trading accounts that alerts are routed to. */
export function Accounts() {
  const list = useAccounts();
  const mayChange = useMay("configure");
  const asked = list.data?.items.length ?? 0;
  const few = asked <= MOST_ASKED;
  return (
    <Page
      title="Accounts"
      about="Each is one account at a broker, reached by an agent on your own machine."
      actions={
        mayChange && (
          <Dialog label="New account" title="New account">
            {() => <NewAccount />}
          </Dialog>
        )
      }
    >
      <Listing
        query={list}
        items={({ items }) => items}
        what="accounts"
        empty="There is no account yet. Make one, then pair the agent that runs beside your terminal."
        head={few ? ["Account", "State", "Since"] : ["Account", "Since"]}
        minWidth={320}
        row={({ id, name, createdAtMs }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <PageLink to="/accounts/$accountId" params={{ accountId: id }}>
                {name}
              </PageLink>
            </Table.Td>
            {few && (
              <Table.Td>
                {asked <= MOST_FEEDS ? <LiveState accountId={id} /> : <AskedState accountId={id} />}
              </Table.Td>
            )}
            <Table.Td>
              <Moment atMs={createdAtMs} />
            </Table.Td>
          </Table.Tr>
        )}
      />
    </Page>
  );
}

function LiveState({ accountId }: { readonly accountId: string }) {
  return <State query={useLiveAccount(accountId)} />;
}

function AskedState({ accountId }: { readonly accountId: string }) {
  return <State query={useAccount(accountId, ASKED_EVERY_MS)} />;
}

function State({ query: { data, isError } }: { readonly query: UseQueryResult<Account> }) {
  if (isError) return "not known";
  return data === undefined ? "…" : <LinkBadge account={data} />;
}

function NewAccount() {
  const [name, setName] = useState("");
  const [key] = useState(() => crypto.randomUUID());
  const client = useQueryClient();
  const go = useNavigate();
  return (
    <Form
      submit="Create"
      act={() =>
        call("/api/accounts", { method: "POST", body: { name }, answer: accountSchema, idempotencyKey: key })
      }
      onDone={async ({ id }) => {
        await client.invalidateQueries({ queryKey: ACCOUNTS });
        await go({ to: "/accounts/$accountId", params: { accountId: id } });
      }}
    >
      <TextInput
        label="Name"
        description="Such as the broker and the number of the account."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        required
        data-autofocus
      />
    </Form>
  );
}
