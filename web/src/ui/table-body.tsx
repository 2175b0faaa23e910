import { Table } from "@mantine/core";
import { lazy, type ReactNode, Suspense } from "react";

/** Fewer rows than this are simply there. */
const FEW_ROWS = 200;

/** Until what follows can be shown, too. */
const FIRST_ROWS = 50;
/** Fetched by the first table that is long. */
const Windowed = lazy(() => import("./windowed.tsx").then((file) => ({ default: file.Windowed })));

interface TableBodyProps<Item> {
  readonly rows: readonly Item[];
  readonly columns: number;
  /** One table row with a key. */
  readonly row: (item: Item) => ReactNode;
  /** Of a table that is not Mantine's. */
  readonly plain?: boolean;
}

/** A table's body, of one row or of ten thousand. */
export function TableBody<Item>({ rows, columns, row, plain = false }: TableBodyProps<Item>) {
  const Body = plain ? "tbody" : Table.Tbody;
  if (rows.length < FEW_ROWS) return <Body>{rows.map(row)}</Body>;
  const first = <Body>{rows.slice(0, FIRST_ROWS).map(row)}</Body>;
  return (
    <Suspense fallback={first}>
      <Windowed
        body={Body}
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
