import { useTick } from "../../../live/use-live.ts";
import { useDesk } from "../desk-context.ts";
import { pipsBetween, priceText } from "../market-math.ts";
import { useDirection } from "../moving-price.tsx";
import type { TicketDraft } from "./ticket-draft.ts";

interface TicketSidesProps {
  readonly side: TicketDraft["side"];
  readonly onChange: (side: TicketDraft["side"]) => void;
}

/** Both sides with the price that each would get now. */
export function TicketSides({ side, onChange }: TicketSidesProps) {
  const { accountId, symbol, factsOf } = useDesk();
  const tick = useTick(accountId, symbol);
  const facts = symbol === null ? undefined : factsOf(symbol);
  const spread = tick === null ? null : pipsBetween(tick.bid, tick.ask, facts);
  const price = (text: string | undefined): string | null =>
    text === undefined ? null : priceText(text, facts);
  return (
    <fieldset className="sides" aria-label="Side">
      <Side name="Sell" price={price(tick?.bid)} chosen={side === "sell"} choose={() => onChange("sell")} />
      <span className="spread" title="Spread in pips">
        {spread ?? "–"}
      </span>
      <Side name="Buy" price={price(tick?.ask)} chosen={side === "buy"} choose={() => onChange("buy")} />
    </fieldset>
  );
}

interface SideProps {
  readonly name: "Sell" | "Buy";
  readonly price: string | null;
  readonly chosen: boolean;
  readonly choose: () => void;
}

function Side({ name, price, chosen, choose }: SideProps) {
  const direction = useDirection(price);
  return (
    <button type="button" className={`side ${name.toLowerCase()}`} aria-pressed={chosen} onClick={choose}>
      <span>
        {name} {chosen && <span aria-hidden>✓</span>}
      </span>
      <span className="quote">
        {price ?? "–"}
        <span className="mark" aria-hidden>
          {direction === "up" ? "▲" : direction === "down" ? "▼" : ""}
        </span>
      </span>
    </button>
  );
}
