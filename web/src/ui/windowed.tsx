import { Table } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

/** Fewer rows than this are simply there. */
export const FEW_ROWS = 200;
/** Of most rows; those that are higher make the scroll bar a little wrong, and nothing else. */
const ROW_PX = 44;

interface WindowedProps<Item> {
  readonly rows: readonly Item[];
  readonly columns: number;
  /** A `Table.Tr` with a key. */
  readonly row: (item: Item) => ReactNode;
}

/** A table's body of many rows: only those near the window are in the page. */
export function Windowed<Item>({ rows, columns, row }: WindowedProps<Item>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    setTop((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: 20,
    scrollMargin: top,
  });
  const shown = virtual.getVirtualItems();
  const before = (shown[0]?.start ?? top) - top;
  const after = virtual.getTotalSize() - ((shown.at(-1)?.end ?? top) - top);
  return (
    <Table.Tbody ref={body}>
      <Gap height={before} columns={columns} />
      {shown.flatMap(({ index }) => {
        const item = rows[index];
        return item === undefined ? [] : [row(item)];
      })}
      <Gap height={after} columns={columns} />
    </Table.Tbody>
  );
}

/** Stands for the rows that are not there; screen readers need not hear of it. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} height={height} />
    </tr>
  );
}
