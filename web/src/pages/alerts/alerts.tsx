import { Button, Group, Text, VisuallyHidden } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { gatewayNowMs } from "../../live/gateway-clock.ts";
import { useStrategies } from "../../resources/strategies.ts";
import { Failure } from "../../ui/failure.tsx";
import { Page } from "../../ui/page.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { type AlertFilter, isFiltered } from "./alert-filter.ts";
import { AlertFilters } from "./alert-filters.tsx";
import type { AlertRow } from "./alert-schemas.ts";
import { AlertTable } from "./alert-table.tsx";
import { ExportCsv } from "./export-csv.tsx";
import { useAlertList } from "./use-alert-list.ts";

/** So many answers in a row may find nothing before the person is asked whether to look further back. */
const MOST_EMPTY = 5;

/** Every alert with what became of it, as they come; each leads to its story. */
export function Alerts() {
  const filter = useSearch({ from: "/alerts" });
  const navigate = useNavigate({ from: "/alerts" });
  const strategies = useStrategies();
  const searchRef = useRef<HTMLInputElement>(null);
  const { newest, older, rows } = useAlertList(filter);
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = older;
  const nameOf = useCallback(
    (id: string) => strategies.data?.find((strategy) => strategy.id === id)?.name ?? id,
    [strategies.data],
  );
  const setFilter = (search: AlertFilter): void => void navigate({ search, replace: true });

  const empty = older.data?.pages.findLastIndex(({ items }) => items.length > 0) ?? 0;
  const emptySince = (older.data?.pages.length ?? 0) - 1 - empty;
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError && emptySince < MOST_EMPTY) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, emptySince, fetchNextPage]);
  // An empty list has no end to scroll to.
  useEffect(() => {
    if (rows.length === 0) onNearEnd();
  }, [rows.length, onNearEnd]);

  const pending = newest.isPending || older.isPending;
  const failure = newest.error ?? older.error;
  return (
    <Page
      title="Alerts"
      about="What came in, newest first; the list is live. Keys: j and k go through it, Enter opens, / searches."
      actions={<ExportCsv filter={filter} nameOf={nameOf} />}
    >
      <AlertFilters
        filter={filter}
        strategies={strategies.data ?? []}
        onChange={setFilter}
        searchRef={searchRef}
      />
      {failure !== null && (
        <Failure error={failure} retry={() => void Promise.all([newest.refetch(), older.refetch()])} />
      )}
      <NewOnes rows={rows} />
      {pending && failure === null && <Waiting what="alerts" />}
      {!pending && rows.length === 0 && !hasNextPage && (
        <Text c="dimmed">
          {isFiltered(filter)
            ? "No alert is like this."
            : "No alert has come yet. A strategy's page shows the address to send one to; the composer writes the message."}
        </Text>
      )}
      {rows.length > 0 && (
        <AlertTable
          key={JSON.stringify(filter)}
          rows={rows}
          nameOf={nameOf}
          searchRef={searchRef}
          onNearEnd={onNearEnd}
        />
      )}
      {isFetchingNextPage && <Waiting what="older alerts" />}
      {hasNextPage && !isFetchingNextPage && emptySince >= MOST_EMPTY && (
        <Group>
          <Text size="sm" c="dimmed">
            Nothing like this among many older alerts.
          </Text>
          <Button size="xs" variant="default" onClick={() => void fetchNextPage()}>
            Look further back
          </Button>
        </Group>
      )}
    </Page>
  );
}

/** Tells those who do not see the list that something came. */
function NewOnes({ rows }: { readonly rows: readonly AlertRow[] }) {
  const [from] = useState(gatewayNowMs);
  const count = rows.filter(({ receivedAtMs }) => receivedAtMs > from).length;
  return (
    <VisuallyHidden role="status">
      {count > 0 && `${count} new ${count === 1 ? "alert" : "alerts"}`}
    </VisuallyHidden>
  );
}
