import { Checkbox, Tabs } from "@mantine/core";
import { useState } from "react";
import { useDesk } from "../desk-context.ts";
import { useDoings } from "../doings/doings.ts";
import { QuickAct } from "../quick-act.tsx";
import { useKeys } from "../use-keys.ts";
import { DoneHere, SaidAloud } from "./done-here.tsx";
import { History } from "./history.tsx";
import { Pendings } from "./pendings.tsx";
import { Positions } from "./positions.tsx";

interface TablesProps {
  readonly onOneClick: (oneClick: boolean) => void;
}

/** What is open, what waits, what was, and what this person did, a tab each. */
export function Tables({ onOneClick }: TablesProps) {
  const { accountId, live, mayTrade, oneClick } = useDesk();
  const [tab, setTab] = useState<string | null>("positions");
  const { doings } = useDoings();
  const done = doings.filter((one) => one.accountId === accountId).length;
  return (
    <section className="panel tables" aria-label="Positions and orders">
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="positions">Positions {live.board?.positions.size ?? ""}</Tabs.Tab>
          <Tabs.Tab value="pendings">Working orders {live.board?.pendings.size ?? ""}</Tabs.Tab>
          <Tabs.Tab value="history">History</Tabs.Tab>
          {mayTrade && <Tabs.Tab value="done">What I did {done}</Tabs.Tab>}
        </Tabs.List>
        {mayTrade && (
          <div className="tools">
            <Checkbox
              size="xs"
              label="One click"
              title="Closing, cancelling and moving need no confirmation in this browser"
              checked={oneClick}
              onChange={(event) => onOneClick(event.currentTarget.checked)}
            />
            <Flatten />
          </div>
        )}
        {mayTrade && <SaidAloud />}
        <Tabs.Panel value="positions">
          <Positions />
        </Tabs.Panel>
        <Tabs.Panel value="pendings">
          <Pendings />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <History />
        </Tabs.Panel>
        <Tabs.Panel value="done">
          <DoneHere />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

/** Always with a confirmation: it is the one act that cannot be meant for something small. */
function Flatten() {
  const { symbol, act } = useDesk();
  const [asked, setAsked] = useState(0);
  useKeys({ f: () => setAsked((times) => times + 1) });
  return (
    <>
      {symbol !== null && (
        <QuickAct
          label={`Flatten ${symbol}`}
          full={`Flatten ${symbol}: cancel its orders and close its positions`}
          question={`Cancel every order and close every position in ${symbol}?`}
          act={() => act(`Flatten ${symbol}`, "all", (on) => on.flatten(symbol))}
          asked={asked}
          danger
        />
      )}
      <QuickAct
        label="Flatten account"
        full="Flatten account: cancel every order and close every position"
        question="Cancel every order and close every position of this account?"
        act={() => act("Flatten the account", "all", (on) => on.flatten(null))}
        danger
      />
    </>
  );
}
