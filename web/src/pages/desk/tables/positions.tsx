import { useMemo, useRef, useState } from "react";
import { useTicks } from "../../../live/use-live.ts";
import { useDesk } from "../desk-context.ts";
import { useKeys } from "../use-keys.ts";
import { Empty } from "./empty.tsx";
import { rowKeys } from "./move-focus.ts";
import { POSITION_COLUMNS, PositionRow } from "./position-row.tsx";

/** What is open now, as the terminal told it last. */
export function Positions() {
  const { accountId, live, mayTrade } = useDesk();
  const positions = useMemo(() => [...(live.board?.positions.values() ?? [])], [live.board]);
  const ticks = useTicks(accountId, [...new Set(positions.map(({ symbol }) => symbol))]);
  const [picked, setPicked] = useState<string | null>(null);
  const [askClose, setAskClose] = useState(0);
  const table = useRef<HTMLTableElement>(null);
  const chosen = positions.some(({ position }) => position === picked)
    ? picked
    : (positions[0]?.position ?? null);
  useKeys({
    ...rowKeys(table),
    ...(mayTrade ? { c: () => setAskClose((times) => times + 1) } : {}),
  });
  if (live.board === null) return <Empty>The positions have not come yet.</Empty>;
  if (positions.length === 0) return <Empty>Nothing is open.</Empty>;
  return (
    <table className="rows" aria-label="Positions" ref={table}>
      <thead>
        <tr>
          {POSITION_COLUMNS.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          {mayTrade && <th scope="col">Do</th>}
        </tr>
      </thead>
      <tbody>
        {positions.map((position) => (
          <PositionRow
            key={position.position}
            position={position}
            tick={ticks.get(position.symbol)}
            chosen={position.position === chosen}
            onChoose={() => setPicked(position.position)}
            askClose={position.position === chosen ? askClose : 0}
          />
        ))}
      </tbody>
    </table>
  );
}
