import { Table } from "@mantine/core";
import { lazy, type ReactNode, Suspense } from "react";

/** Fewer rows than this are simply there. */
const FEW_ROWS = 200;

/** Fetched by the first table that is long. */
const Windowed = lazy(() => import("./windowed.tsx").then((file) => ({ default: file.Windowed })));

interface RowsProps<Item> {
  readonly rows: readonly Item[];
  readonly columns: number;
  /** One `Table.Tr` with a key. */
  readonly row: (item: Item) => ReactNode;
}

/** A table's body, of one row or of ten thousand. */
export function Rows<Item>({ rows, columns, row }: RowsProps<Item>) {
  if (rows.length < FEW_ROWS) return <Table.Tbody>{rows.map(row)}</Table.Tbody>;
  const first = <Table.Tbody>{rows.slice(0, FEW_ROWS).map(row)}</Table.Tbody>;
  return (
    <Suspense fallback={first}>
      <Windowed
        count={rows.length}
        columns={columns}
        row={(index) => {
          const item = rows[index];
          return item === undefined ? null : row(item);
        }}
      />
    </Suspense>
  );
}
