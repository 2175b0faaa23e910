import { Group, NativeSelect, SegmentedControl, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import * as z from "zod";
import { gatewayNowMs } from "../../live/gateway-clock.ts";
import { useAccounts } from "../../resources/accounts.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { LAST_ACCOUNT } from "../desk/desk-search.ts";
import { keep, recall } from "../desk/kept.ts";
import { DealsSection } from "./deals-section.tsx";
import { EquitySection } from "./equity-section.tsx";
import type { Scope } from "./figures.ts";
import { LatencySection } from "./latency-section.tsx";
import { beginOf, type PeriodName, periods, periodWords } from "./results-search.ts";
import { TradesSection } from "./trades-section.tsx";
import "./results.css";

/** What an account's trading came to: its equity, its trades, its deals, and how fast orders were. */
export function ResultsPage() {
  const accounts = useAccounts();
  const { account: asked, period = "month" } = useSearch({ from: "/results" });
  const navigate = useNavigate({ from: "/results" });
  return (
    <Page
      title="Results"
      about="What an account's trading came to. How each figure is computed is in the documentation, docs/results.md."
    >
      <Loaded query={accounts} what="your accounts">
        {(list) => {
          const wanted = asked ?? recall(localStorage, LAST_ACCOUNT, z.string(), "");
          const account = list.find(({ id }) => id === wanted) ?? list[0];
          if (account === undefined)
            return <Text c="dimmed">There is no trading account that you may see.</Text>;
          const go = (search: { account: string; period: PeriodName }): void =>
            void navigate({ search, replace: true });
          return (
            <>
              <Group align="flex-end">
                <NativeSelect
                  label="Account"
                  value={account.id}
                  data={list.map(({ id, name }) => ({ value: id, label: name }))}
                  onChange={({ currentTarget }) => {
                    keep(localStorage, LAST_ACCOUNT, currentTarget.value);
                    go({ account: currentTarget.value, period });
                  }}
                />
                <SegmentedControl
                  aria-label="Time"
                  size="xs"
                  data={periods.map((value) => ({ value, label: periodWords[value] }))}
                  value={period}
                  onChange={(value) => {
                    const next = periods.find((one) => one === value) ?? "month";
                    go({ account: account.id, period: next });
                  }}
                />
              </Group>
              <Figures key={account.id} accountId={account.id} period={period} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

interface FiguresProps {
  readonly accountId: string;
  readonly period: PeriodName;
}

function Figures({ accountId, period }: FiguresProps) {
  // The beginning stays while the page is open: figures that are fetched again are of the same time.
  const scope = useMemo<Scope>(
    () => ({ accountId, fromMs: beginOf(period, gatewayNowMs()) }),
    [accountId, period],
  );
  return (
    <>
      <EquitySection scope={scope} />
      <TradesSection scope={scope} />
      <LatencySection accountId={accountId} />
      <DealsSection scope={scope} />
    </>
  );
}
