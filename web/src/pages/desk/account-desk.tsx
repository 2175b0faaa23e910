import { SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import * as z from "zod";
import { HealthStrip } from "../../live/health-strip.tsx";
import { useLive } from "../../live/use-live.ts";
import { useMay } from "../../session/may.ts";
import { AccountBar } from "./account-bar.tsx";
import { blockedBy } from "./blocked.ts";
import { Book } from "./book.tsx";
import { ChartPanel } from "./chart-panel.tsx";
import { type Desk, DeskContext, useDesk } from "./desk-context.ts";
import type { DeskSearch } from "./desk-search.ts";
import { actionsOn } from "./doings/actions.ts";
import { doIt } from "./doings/doings.ts";
import { useFollowing } from "./doings/use-following.ts";
import { useKept } from "./kept.ts";
import { KeysOfDesk } from "./keys-of-desk.tsx";
import { useSymbols } from "./symbol-facts.ts";
import { Tables } from "./tables/tables.tsx";
import { TicketPanel } from "./ticket/ticket.tsx";
import { MOST_WATCHED_SYMBOLS, WatchList } from "./watch-list.tsx";

interface NamedAccount {
  readonly id: string;
  readonly name: string;
}

interface AccountDeskProps {
  readonly account: NamedAccount;
  readonly accounts: readonly NamedAccount[];
  readonly search: DeskSearch;
  readonly onSearch: (change: DeskSearch) => void;
  readonly onAccount: (accountId: string) => void;
}

const watchSchema = z.array(z.string().max(32)).max(MOST_WATCHED_SYMBOLS).readonly().nullable();
/** Of the broker's symbols, when nobody has chosen any yet. */
const FIRST_WATCHED = 5;
/** As the desk's style sheet has it: below this there is one column, with tabs. */
const NARROW = "(max-width: 48em)";

/** Everything about one account; it is made anew for another one. */
export function AccountDesk({ account, accounts, search, onSearch, onAccount }: AccountDeskProps) {
  const accountId = account.id;
  const live = useLive(accountId);
  useFollowing(accountId);
  const mayTrade = useMay("trade");
  const { symbols } = useSymbols(accountId);
  const [kept, setKept] = useKept(`watch.${accountId}`, watchSchema, null);
  const [oneClick, setOneClick] = useKept("oneClick", z.boolean(), false);
  const watched = kept ?? symbols.slice(0, FIRST_WATCHED).map(({ symbol }) => symbol);
  const bySymbol = useMemo(() => new Map(symbols.map((one) => [one.symbol, one])), [symbols]);
  const symbol = search.symbol ?? watched[0] ?? symbols[0]?.symbol ?? null;
  const actions = useMemo(() => actionsOn(accountId), [accountId]);
  const factsOf = useCallback((name: string) => bySymbol.get(name), [bySymbol]);
  const { board } = live;
  const desk: Desk = {
    ...{ accountId, symbol, factsOf, live, mayTrade, oneClick },
    show: (next) => onSearch({ account: accountId, symbol: next }),
    seesOrders: live.sees.includes("orders"),
    currency: board?.account.terminal?.account?.currency ?? "",
    blocked: board === null ? null : blockedBy(board.account),
    act: (what, target, send) => doIt({ accountId, what, target, send: () => send(actions) }),
  };
  const chart = <ChartPanel frame={search.frame ?? "M5"} onFrame={(frame) => onSearch({ frame })} />;
  const prices = (
    <div className="prices">
      <WatchList symbols={watched} onChange={setKept} />
      <Book />
    </div>
  );
  const tables = desk.seesOrders ? <Tables onOneClick={setOneClick} /> : null;
  const ticket = mayTrade ? <TicketPanel /> : null;
  return (
    <DeskContext value={desk}>
      <div className={`desk ${mayTrade ? "" : "looks-on"}`}>
        <HealthStrip accountId={accountId} />
        <AccountBar accounts={accounts} onAccount={onAccount} />
        <Notices />
        <Arranged {...{ chart, prices, tables, ticket }} />
        <KeysOfDesk watched={watched} />
      </div>
    </DeskContext>
  );
}

/** What keeps prices from coming or orders from being carried out, said before somebody tries. */
function Notices() {
  const { live, blocked, mayTrade } = useDesk();
  return (
    <>
      {live.why !== null && (
        <p className="notice" role="status">
          {live.why}
        </p>
      )}
      {blocked !== null && (
        <p className="notice" role="status">
          <strong>{blocked.why}</strong> {mayTrade && blocked.closes}
        </p>
      )}
    </>
  );
}

interface ArrangedProps {
  readonly chart: ReactNode;
  readonly prices: ReactNode;
  readonly tables: ReactNode;
  readonly ticket: ReactNode;
}

/** Side by side where there is room; on a telephone one part at a time. */
function Arranged({ chart, prices, tables, ticket }: ArrangedProps) {
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const [part, setPart] = useState("chart");
  if (!narrow) {
    return (
      <div className="wide-desk">
        {prices}
        {chart}
        {ticket}
        {tables}
      </div>
    );
  }
  const parts = [
    { value: "chart", label: "Chart", shown: chart },
    { value: "ticket", label: "Ticket", shown: ticket },
    { value: "tables", label: "Trades", shown: tables },
    { value: "prices", label: "Market", shown: prices },
  ].filter(({ shown }) => shown !== null);
  return (
    <>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Part of the desk"
        data={parts.map(({ value, label }) => ({ value, label }))}
        value={part}
        onChange={setPart}
      />
      {parts.find(({ value }) => value === part)?.shown}
    </>
  );
}
