import { Table, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "./failure.tsx";
import { TableBody } from "./table-body.tsx";
import { Waiting } from "./waiting.tsx";
import { Wide } from "./wide.tsx";

interface ListingProps<Data, Item> {
  readonly query: UseQueryResult<Data>;
  readonly items: (data: Data) => readonly Item[];
  /** What is listed, in words: "members". */
  readonly what: string;
  /** Shown in the place of an empty table: why it is empty, and what to do. */
  readonly empty: string;
  readonly head: readonly string[];
  /** A `Table.Tr` with a key. */
  readonly row: (item: Item) => ReactNode;
  readonly minWidth?: number;
}

/** A table of what a query brings, with its waiting, its failure and its emptiness. */
export function Listing<Data, Item>(props: ListingProps<Data, Item>) {
  const { query, items, what, empty, head, row, minWidth = 560 } = props;
  if (query.isPending) return <Waiting what={what} />;
  // What was fetched before stays on the screen; a failure is told above it.
  const failure = query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null;
  if (query.data === undefined) return failure;
  const rows = items(query.data);
  return (
    <>
      {failure}
      {rows.length === 0 ? (
        <Text c="dimmed">{empty}</Text>
      ) : (
        <Wide label={what} minWidth={minWidth}>
          <Table aria-label={what} aria-rowcount={rows.length + 1}>
            <Table.Thead>
              <Table.Tr>
                {head.map((name) => (
                  <Table.Th key={name}>{name}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <TableBody rows={rows} columns={head.length} row={row} />
          </Table>
        </Wide>
      )}
    </>
  );
}
