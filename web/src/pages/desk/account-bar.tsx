import { NativeSelect } from "@mantine/core";
import { useMemo } from "react";
import { useTicks } from "../../live/use-live.ts";
import { useDesk } from "./desk-context.ts";
import { floatingProfit, sumOf } from "./market-math.ts";
import { Money } from "./money.tsx";

interface AccountBarProps {
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  readonly onAccount: (accountId: string) => void;
}

/** Which account this is, and its money. */
export function AccountBar({ accounts, onAccount }: AccountBarProps) {
  const { accountId, live, seesOrders } = useDesk();
  const money = live.board?.account.terminal?.account ?? null;
  return (
    <div className="account-bar">
      <NativeSelect
        size="xs"
        aria-label="Account"
        value={accountId}
        onChange={(event) => onAccount(event.currentTarget.value)}
        data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
      />
      {money !== null && (
        <dl>
          <Figure name="Balance" value={`${money.balance} ${money.currency}`} />
          <Figure name="Equity" value={`${money.equity} ${money.currency}`} />
          {money.freeMargin !== undefined && (
            <Figure name="Free margin" value={`${money.freeMargin} ${money.currency}`} />
          )}
          <div>
            <dt>Open result</dt>
            <dd>
              <OpenResult />
            </dd>
          </div>
          {money.kind !== undefined && <Figure name="Kind" value={money.kind} />}
        </dl>
      )}
      {!seesOrders && live.status === "live" && (
        <p className="dim">Your role sees prices. Orders and positions are not shown.</p>
      )}
    </div>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** The floating result of everything that is open, as prices move. */
function OpenResult() {
  const { accountId, live, factsOf, currency } = useDesk();
  const { board } = live;
  const positions = useMemo(() => [...(board?.positions.values() ?? [])], [board?.positions]);
  const ticks = useTicks(accountId, [...new Set(positions.map(({ symbol }) => symbol))]);
  if (positions.length === 0) return <span className="dim">nothing open</span>;
  const amounts = positions.map((position) => {
    const tick = ticks.get(position.symbol);
    return tick === undefined ? null : floatingProfit(position, tick, factsOf(position.symbol));
  });
  // A sum of a part would be taken for the whole.
  return <Money amount={amounts.includes(null) ? null : sumOf(amounts)} currency={currency} about />;
}
