import { Anchor, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type Ref, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Moment } from "../../ui/moment.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";
import type { AlertRow } from "./alert-schemas.ts";
import { useListKeys } from "./use-list-keys.ts";
import "./alert-table.css";

const USUAL_HEIGHT = 58;
const BEYOND = 12;

interface AlertTableProps {
  readonly rows: readonly AlertRow[];
  readonly nameOf: (strategyId: string) => string;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  /** The last rows are nearly seen. */
  readonly onNearEnd: () => void;
}

/** The list itself: only the rows that are seen, and some beyond, are in the document. */
export function AlertTable({ rows, nameOf, searchRef, onNearEnd }: AlertTableProps) {
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const box = place.current?.getBoundingClientRect();
    if (box !== undefined) setTop(Math.round(box.top + window.scrollY));
  }, []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => USUAL_HEIGHT,
    overscan: BEYOND,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const seen = virtual.getVirtualItems();
  const lastSeen = seen.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastSeen >= rows.length - BEYOND) onNearEnd();
  }, [lastSeen, rows.length, onNearEnd]);

  // By its id, so that rows which arrive above do not move the person elsewhere.
  const [chosen, setChosen] = useState<string | null>(null);
  const onMove = useCallback(
    (by: 1 | -1) => {
      const from = rows.findIndex(({ id }) => id === chosen);
      const next = from === -1 ? 0 : Math.min(Math.max(from + by, 0), rows.length - 1);
      const row = rows[next];
      if (row === undefined) return;
      setChosen(row.id);
      virtual.scrollToIndex(next, { align: "auto" });
    },
    [rows, chosen, virtual],
  );
  useListKeys({ searchRef, onMove });
  useEffect(() => {
    if (chosen !== null) document.getElementById(linkId(chosen))?.focus({ preventScroll: true });
  }, [chosen]);

  const before = (seen[0]?.start ?? top) - top;
  const after = virtual.getTotalSize() - ((seen.at(-1)?.end ?? top) - top);
  return (
    <div ref={place}>
      <Table highlightOnHover aria-label="Alerts" aria-rowcount={rows.length + 1} className="alerts">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Received</Table.Th>
            <Table.Th visibleFrom="md">Strategy</Table.Th>
            <Table.Th>Outcome</Table.Th>
            <Table.Th visibleFrom="sm">Message</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Spacer height={before} />
          {seen.map(({ index }) => {
            const alert = rows[index];
            return (
              alert && (
                <Row
                  key={alert.id}
                  alert={alert}
                  index={index}
                  strategy={nameOf(alert.strategyId)}
                  measure={virtual.measureElement}
                />
              )
            );
          })}
          <Spacer height={after} />
        </Table.Tbody>
      </Table>
    </div>
  );
}

function linkId(alertId: string): string {
  return `open-${alertId}`;
}

/** Holds the place of rows that are not in the document. */
function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className="spacer">
      <td colSpan={4} ref={(cell) => cell?.style.setProperty("height", `${height}px`)} />
    </tr>
  );
}

interface RowProps {
  readonly alert: AlertRow;
  readonly index: number;
  readonly strategy: string;
  readonly measure: Ref<HTMLTableRowElement>;
}

function Row({ alert, index, strategy, measure }: RowProps) {
  return (
    <Table.Tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      <Table.Td>
        <Anchor
          size="sm"
          id={linkId(alert.id)}
          renderRoot={(props) => <Link to="/alerts/$alertId" params={{ alertId: alert.id }} {...props} />}
        >
          <Moment atMs={alert.receivedAtMs} />
        </Anchor>
        <Text component="div" hiddenFrom="sm">
          <Message alert={alert} />
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Text size="sm" lineClamp={1}>
          {strategy}
        </Text>
      </Table.Td>
      <Table.Td>
        <StateBadge state={alert.outcome ?? alert.verdict} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Message alert={alert} />
      </Table.Td>
    </Table.Tr>
  );
}

/** As much of a message as a row shows; the story has all of it. */
const SHOWN_CHARACTERS = 300;
/** A secret that was blacked out, which tells nothing here. */
const MASK = /\*{8,}/g;

function Message({ alert }: { readonly alert: AlertRow }) {
  const why = alert.refusal ?? alert.routes.find(({ refusal }) => refusal !== null)?.refusal ?? null;
  return (
    <>
      <Text size="xs" ff="monospace" lineClamp={1} className="break">
        {alert.body.replaceAll(MASK, "…").slice(0, SHOWN_CHARACTERS)}
      </Text>
      {why !== null && (
        <Text size="xs" c="red.3" lineClamp={2}>
          {why.message}
        </Text>
      )}
    </>
  );
}
