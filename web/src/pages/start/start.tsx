import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { ACCOUNTS, linkState, useAccount, useAccounts } from "../accounts/account-schemas.ts";
import { PairingCode } from "../accounts/pairing.tsx";
import { ChosenAccount, FirstAccount } from "./first-account.tsx";
import { FirstStrategy, type FreshStrategy } from "./first-strategy.tsx";
import { FollowAlert } from "./follow-alert.tsx";
import { Step } from "./step.tsx";
import { TestMessage } from "./test-message.tsx";

const ASKED_EVERY_MS = 5_000;

/** From nothing to a first alert that went all the way, each step as the gateway sees it. */
export function Start() {
  const client = useQueryClient();
  const accounts = useAccounts();
  const [chosen, setChosen] = useState<string | null>(null);
  const items = accounts.data?.items ?? [];
  const accountId = chosen ?? items[0]?.id ?? null;
  return (
    <Page
      title="First steps"
      about="Five steps to a test alert that goes through both doors to your terminal. What is done already is ticked off."
    >
      <Step number={1} title="A trading account" done={accountId !== null}>
        <Loaded query={accounts} what="accounts">
          {() =>
            accountId === null ? (
              <FirstAccount
                onMade={(id) => {
                  setChosen(id);
                  return client.invalidateQueries({ queryKey: ACCOUNTS });
                }}
              />
            ) : (
              <ChosenAccount accounts={items} accountId={accountId} onChoose={setChosen} />
            )
          }
        </Loaded>
      </Step>
      {accountId !== null && <WithAccount key={accountId} accountId={accountId} />}
    </Page>
  );
}

function WithAccount({ accountId }: { readonly accountId: string }) {
  const query = useAccount(accountId, ASKED_EVERY_MS);
  // Kept by this page only, and only as long as it is open: the gateway shows it once.
  const [strategy, setStrategy] = useState<FreshStrategy | null>(null);
  const [done, setDone] = useState(false);
  const account = query.data;
  if (account === undefined) {
    return (
      <Loaded query={query} what="the account">
        {() => null}
      </Loaded>
    );
  }
  const ready = linkState(account) === "ready";
  return (
    <>
      <Step number={2} title="The agent beside your terminal" done={ready}>
        {ready ? "The agent is connected, and its terminal is ready." : <NotReady account={account} />}
      </Step>
      <Step number={3} title="A strategy that leads there" done={strategy !== null}>
        <FirstStrategy account={account} strategy={strategy} onMade={setStrategy} />
      </Step>
      {strategy !== null && (
        <>
          <Step number={4} title="A test alert" done={done}>
            <TestMessage account={account} strategy={strategy} />
          </Step>
          <Step number={5} title="Its way to the fill" done={done}>
            <FollowAlert strategyId={strategy.id} onFilled={() => setDone(true)} />
          </Step>
        </>
      )}
    </>
  );
}

function NotReady({ account }: { readonly account: Parameters<typeof PairingCode>[0]["account"] }) {
  const { link } = account;
  if (link.agentId === null) return <PairingCode account={account} />;
  if (!link.connected) return "The agent is paired and not connected. On its machine: sallyport-agent run.";
  return [link.reason?.message, link.reason?.hint].filter((part) => part !== undefined).join(" ");
}
