import { Alert, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { FeedNotice } from "../../live/feed-notice.tsx";
import { useMay } from "../../session/may.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { ACCOUNTS, type Account, changeAccount, useLiveAccount } from "./account-schemas.ts";
import { AgentSection } from "./agent-section.tsx";
import { LinkBadge } from "./link-badge.tsx";
import { Pairing } from "./pairing.tsx";
import { PolicySection } from "./policy-section.tsx";
import { PositionsSection } from "./positions-section.tsx";
import { AccountSettingsForm } from "./settings.tsx";
import { SymbolsForm } from "./symbols.tsx";

/** One trading account: its agent and terminal, what they hold, and how orders are made for it. */
export function AccountPage() {
  const { accountId } = useParams({ from: "/accounts/$accountId" });
  const query = useLiveAccount(accountId);
  return (
    <Loaded query={query} what="the account">
      {(account) => <Whole key={account.id} account={account} />}
    </Loaded>
  );
}

function Whole({ account }: { readonly account: Account }) {
  const client = useQueryClient();
  const mayChange = useMay("configure");
  const again = () => client.invalidateQueries({ queryKey: ACCOUNTS });
  const { name, link, terminal, alarms } = account;
  return (
    <Page
      title={name}
      actions={
        <>
          <LinkBadge account={account} />
          {mayChange && (
            <>
              {link.agentId !== null && (
                <Dialog label="Pair again" title={`Pair an agent with ${name}`} size="xs" variant="default">
                  {() => <Pairing account={account} />}
                </Dialog>
              )}
              <Dialog label="Rename" title={`Rename ${name}`} size="xs" variant="default">
                {(close) => <Rename account={account} onDone={() => again().then(close)} />}
              </Dialog>
            </>
          )}
        </>
      }
    >
      {link.agentId === null && mayChange && <Pairing account={account} framed />}
      {terminal !== null && terminal.halted !== null && (
        <Alert color="orange" title="Entries are stopped on the trading machine">
          {terminal.halted.reason} (by {terminal.halted.by}). It is lifted there: sallyport-agent resume.
        </Alert>
      )}
      {alarms.length > 0 && (
        <Alert color="red" title={`${alarms.length} order(s) whose outcome is open`}>
          Nobody knows yet what came of them. They are looked for, and never sent again by themselves.
        </Alert>
      )}
      <FeedNotice accountId={account.id} />
      <AgentSection account={account} />
      {terminal !== null && <PositionsSection accountId={account.id} />}
      {terminal !== null && <PolicySection terminal={terminal} />}
      <AccountSettingsForm account={account} mayChange={mayChange} onChanged={again} />
      <SymbolsForm account={account} mayChange={mayChange} onChanged={again} />
    </Page>
  );
}

function Rename({ account, onDone }: { readonly account: Account; readonly onDone: () => unknown }) {
  const [name, setName] = useState(account.name);
  return (
    <Form submit="Rename" act={() => changeAccount(account.id, { name })} onDone={onDone}>
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        required
        data-autofocus
      />
    </Form>
  );
}

/** What the forms of the page get. */
export interface AccountPart {
  readonly account: Account;
  readonly mayChange: boolean;
  readonly onChanged: () => Promise<void>;
}
