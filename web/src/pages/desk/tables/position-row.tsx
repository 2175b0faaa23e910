import { useState } from "react";
import type { Position } from "../../../../../src/protocol/agent-link.ts";
import type { Tick } from "../../../../../src/protocol/market-link.ts";
import { Moment } from "../../../ui/moment.tsx";
import { useDesk } from "../desk-context.ts";
import { closingPrice, floatingProfit, gainedPips, priceText, signed } from "../market-math.ts";
import { Money } from "../money.tsx";
import { positionWords } from "../words.ts";
import { LastWordRow } from "./last-word.tsx";
import { Origin } from "./origin.tsx";
import { PositionActs } from "./position-acts.tsx";
import { PriceForm } from "./price-form.tsx";

export const POSITION_COLUMNS = [
  "Position",
  "Open",
  "Now",
  "Gain",
  "Stop",
  "Target",
  "Since",
  "From",
] as const;

interface PositionRowProps {
  readonly position: Position;
  readonly tick: Tick | undefined;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  /** Counts up when the key for closing was pressed. */
  readonly askClose: number;
}

/** One open position: what it stands at, and what can be done about it. */
export function PositionRow({ position, tick, chosen, onChoose, askClose }: PositionRowProps) {
  const { factsOf, currency, show, mayTrade, act } = useDesk();
  const [edits, setEdits] = useState(false);
  const {
    position: ticket,
    symbol,
    side,
    lots,
    openPrice,
    stopLoss,
    takeProfit,
    external,
    openedAtMs,
  } = position;
  const facts = factsOf(symbol);
  const price = (text: string | null): string => (text === null ? "–" : priceText(text, facts));
  const pips = tick === undefined ? null : gainedPips(position, tick, facts);
  const columns = POSITION_COLUMNS.length + (mayTrade ? 1 : 0);
  const words = positionWords(position);
  return (
    <>
      <tr data-chosen={chosen || undefined}>
        <th scope="row">
          <button
            type="button"
            className="pick"
            data-row
            title={`Ticket ${ticket}`}
            aria-label={`${words}, show it`}
            onFocus={onChoose}
            onClick={() => show(symbol)}
          >
            <span className={`tag ${side === "long" ? "buy" : "sell"}`}>{side}</span> {lots} {symbol}
          </button>
        </th>
        <td data-name="Open">{price(openPrice)}</td>
        <td data-name="Now">{tick === undefined ? "–" : price(closingPrice(side, tick))}</td>
        <td data-name="Gain">
          <Money
            amount={tick === undefined ? null : floatingProfit(position, tick, facts)}
            currency={currency}
            about
          />
          {pips !== null && <span className="pips"> {signed(pips)} pips</span>}
        </td>
        <td data-name="Stop">{price(stopLoss)}</td>
        <td data-name="Target">{price(takeProfit)}</td>
        <td data-name="Since">
          <Moment atMs={openedAtMs} brief />
        </td>
        <td data-name="From">
          <Origin orderId={position.orderId} external={external === true} />
        </td>
        {mayTrade && (
          <td className="acts">
            <PositionActs
              position={position}
              askClose={askClose}
              edits={edits}
              onEdit={() => setEdits(!edits)}
            />
          </td>
        )}
      </tr>
      {edits && (
        <tr className="below">
          <td colSpan={columns}>
            <PriceForm
              about={`Stops of ${words}`}
              fields={[
                { name: "stopLoss", label: "Stop loss", value: stopLoss, mayBeNone: true },
                { name: "takeProfit", label: "Take profit", value: takeProfit, mayBeNone: true },
              ]}
              onClose={() => setEdits(false)}
              actOf={(change) => ({ do: "modify_position", position: ticket, ...change })}
              onSend={(change) =>
                void act(`Change the stops of ${words}`, ticket, (on) => on.changePosition(ticket, change))
              }
            />
          </td>
        </tr>
      )}
      <LastWordRow target={ticket} columns={columns} />
    </>
  );
}
