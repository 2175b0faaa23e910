import { Text, VisuallyHidden } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import * as z from "zod";
import { useAccounts } from "../../resources/accounts.ts";
import { useMay } from "../../session/may.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { PageLink } from "../../ui/page-link.tsx";
import { AccountDesk } from "./account-desk.tsx";
import type { DeskSearch } from "./desk-search.ts";
import { keep, recall } from "./kept.ts";
import "./desk.css";

const LAST_ACCOUNT = "account";

/** The trading desk: prices, orders and positions of one account, live, and the ways to act on them. */
export function DeskPage() {
  const accounts = useAccounts();
  const search = useSearch({ from: "/" });
  const go = useNavigate();
  const setSearch = (change: DeskSearch): void => {
    void go({ to: "/", search: { ...search, ...change }, replace: true });
  };
  return (
    <>
      <VisuallyHidden component="h1">Desk</VisuallyHidden>
      <Loaded query={accounts} what="your accounts">
        {(list) => {
          const wanted = search.account ?? recall(localStorage, LAST_ACCOUNT, z.string(), "");
          const account = list.find(({ id }) => id === wanted) ?? list[0];
          if (account === undefined) return <NoAccount />;
          return (
            <AccountDesk
              key={account.id}
              account={account}
              accounts={list}
              search={search}
              onSearch={setSearch}
              onAccount={(id) => {
                keep(localStorage, LAST_ACCOUNT, id);
                setSearch({ account: id, symbol: undefined });
              }}
            />
          );
        }}
      </Loaded>
    </>
  );
}

function NoAccount() {
  const mayConfigure = useMay("configure");
  return (
    <Text c="dimmed">
      There is no trading account that you may see.{" "}
      {mayConfigure && <PageLink to="/start">The first steps lead to one.</PageLink>}
    </Text>
  );
}
