import type { Table } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

/** Of most rows; those that are there are measured. */
const ROW_PX = 44;
/** The head is the first row of a table. */
const FIRST_ROW = 2;

interface WindowedProps {
  readonly body: typeof Table.Tbody | "tbody";
  readonly count: number;
  readonly columns: number;
  /** One table row with a key. */
  readonly row: (index: number) => ReactNode;
}

/** A table's body of many rows: only those near the window are in the page. See table-body.tsx. */
export function Windowed({ body: Body, count, columns, row }: WindowedProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => ROW_PX,
    overscan: 20,
    scrollMargin: top,
  });
  const shown = virtual.getVirtualItems();
  useLayoutEffect(() => {
    setTop((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  useLayoutEffect(() => {
    const rows = body.current?.querySelectorAll<HTMLElement>(":scope > tr:not([aria-hidden])") ?? [];
    for (const [place, { index }] of shown.entries()) {
      const element = rows[place];
      if (element === undefined) continue;
      element.setAttribute("aria-rowindex", String(index + FIRST_ROW));
      virtual.resizeItem(index, element.getBoundingClientRect().height);
    }
  }, [shown, virtual]);
  const before = (shown[0]?.start ?? top) - top;
  const after = virtual.getTotalSize() - ((shown.at(-1)?.end ?? top) - top);
  return (
    <Body ref={body}>
      <Gap height={before} columns={columns} />
      {shown.map(({ index }) => row(index))}
      <Gap height={after} columns={columns} />
    </Body>
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
