import { useMemo, useRef, useState } from "react";
import type { PendingOrderFacts } from "../../../../../src/protocol/agent-link.ts";
import { useTick } from "../../../live/use-live.ts";
import { Moment } from "../../../ui/moment.tsx";
import { useDesk } from "../desk-context.ts";
import type { StopsChange } from "../doings/actions.ts";
import { pipsBetween, priceText } from "../market-math.ts";
import { useKeys } from "../use-keys.ts";
import { pendingWords } from "../words.ts";
import { Empty } from "./empty.tsx";
import { LastWordRow } from "./last-word.tsx";
import { rowKeys } from "./move-focus.ts";
import { Origin } from "./origin.tsx";
import { PendingActs } from "./pending-acts.tsx";
import { type PriceChange, PriceForm } from "./price-form.tsx";

const COLUMNS = ["Order", "Price", "Away", "Stop", "Target", "Until", "From"] as const;

/** Orders that stand at the broker and wait for their price. */
export function Pendings() {
  const { live, mayTrade } = useDesk();
  const pendings = useMemo(() => [...(live.board?.pendings.values() ?? [])], [live.board]);
  const table = useRef<HTMLTableElement>(null);
  useKeys(rowKeys(table));
  if (live.board === null) return <Empty>The working orders have not come yet.</Empty>;
  if (pendings.length === 0) return <Empty>No order stands at the broker.</Empty>;
  return (
    <table className="rows" aria-label="Working orders" ref={table}>
      <thead>
        <tr>
          {COLUMNS.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          {mayTrade && <th scope="col">Do</th>}
        </tr>
      </thead>
      <tbody>
        {pendings.map((pending) => (
          <Row key={pending.ticket} pending={pending} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ pending }: { readonly pending: PendingOrderFacts }) {
  const { accountId, factsOf, show, mayTrade, act } = useDesk();
  const [edits, setEdits] = useState(false);
  const { ticket, symbol, side, kind, lots, price, stopLimit, stopLoss, takeProfit } = pending;
  const { expiresAtMs, orderId, external } = pending;
  const facts = factsOf(symbol);
  const tick = useTick(accountId, symbol);
  const now = tick === null ? null : side === "buy" ? tick.ask : tick.bid;
  const away = now === null ? null : pipsBetween(now, price, facts);
  const text = (value: string | null): string => (value === null ? "–" : priceText(value, facts));
  const columns = COLUMNS.length + (mayTrade ? 1 : 0);
  const words = pendingWords(pending);
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            className="pick"
            data-row
            title={`Ticket ${ticket}`}
            aria-label={`${words}, show it`}
            onClick={() => show(symbol)}
          >
            <span className={`tag ${side}`}>
              {side} {kind.replaceAll("_", " ")}
            </span>{" "}
            {lots} {symbol}
          </button>
        </th>
        <td data-name="Price">
          {text(price)}
          {stopLimit !== null && <span className="dim"> limit {text(stopLimit)}</span>}
        </td>
        <td data-name="Away">{away === null ? "–" : `${away.replace("-", "")} pips`}</td>
        <td data-name="Stop">{text(stopLoss)}</td>
        <td data-name="Target">{text(takeProfit)}</td>
        <td data-name="Until">{expiresAtMs === null ? "cancelled" : <Moment atMs={expiresAtMs} brief />}</td>
        <td data-name="From">
          <Origin orderId={orderId} external={external} />
        </td>
        {mayTrade && (
          <td className="acts">
            <PendingActs pending={pending} edits={edits} onEdit={() => setEdits(!edits)} />
          </td>
        )}
      </tr>
      {edits && (
        <tr className="below">
          <td colSpan={columns}>
            <PriceForm
              about={`Prices of ${words}`}
              fields={[
                { name: "price", label: "Price", value: price, mayBeNone: false },
                { name: "stopLoss", label: "Stop loss", value: stopLoss, mayBeNone: true },
                { name: "takeProfit", label: "Take profit", value: takeProfit, mayBeNone: true },
              ]}
              onClose={() => setEdits(false)}
              actOf={(change) => ({ do: "modify_pending", ticket, ...pendingChange(change) })}
              onSend={(change) =>
                void act(`Change ${words}`, ticket, (on) => on.changePending(ticket, pendingChange(change)))
              }
            />
          </td>
        </tr>
      )}
      <LastWordRow target={ticket} columns={columns} />
    </>
  );
}

type Changed = PriceChange<"price" | "stopLoss" | "takeProfit">;

/** An order keeps a price, whatever else is taken away. */
function pendingChange({ price, ...stops }: Changed): StopsChange & { readonly price?: string } {
  return { ...stops, ...(price == null ? {} : { price }) };
}
