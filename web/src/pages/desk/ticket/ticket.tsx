import { Button, NativeSelect, SegmentedControl } from "@mantine/core";
import { type FormEvent, lazy, Suspense, useEffect, useState } from "react";
import { useDesk } from "../desk-context.ts";
import { useLastDoing } from "../doings/doings.ts";
import { Panel } from "../panel.tsx";
import { hasExits, type SizeUnit, sizeUnits, type TicketDraft } from "./ticket-draft.ts";
import type { TicketExitsProps } from "./ticket-exits.tsx";
import { AmountField, LevelField } from "./ticket-fields.tsx";
import { TicketPreview } from "./ticket-preview.tsx";
import { TicketSides } from "./ticket-sides.tsx";
import { takeWishes } from "./ticket-wishes.ts";
import { usePreview } from "./use-preview.ts";
import { useTicket } from "./use-ticket.ts";
import { type TicketField, writeTicket } from "./write-ticket.ts";

/** Its own file for the browser: most tickets do without. */
const TicketExits = lazy(async () => ({ default: (await import("./ticket-exits.tsx")).TicketExits }));

const TYPES: TicketDraft["type"][] = ["market", "limit", "stop"];
const TARGET = "ticket";
/** The element's name, for the keys that go there. */
export const SIZE_ID = "desk-ticket-size";

/** The order ticket: what is wanted, what it would become, and what became of it. */
export function TicketPanel() {
  const desk = useDesk();
  const { accountId, symbol, blocked, currency, act } = desk;
  const { draft, change, keyFor, taken } = useTicket(accountId, symbol);
  const last = useLastDoing(accountId, TARGET);
  const [tried, setTried] = useState(false);
  const written = writeTicket(draft);
  const message = written.ok ? written.value : null;
  const question = message === null ? null : JSON.stringify({ message, dialect: "sallyport" });
  const { query, settled } = usePreview(accountId, question, blocked === null);
  useEffect(() =>
    takeWishes({
      side: (side) => change({ side }),
      price: (entry) => {
        if (draft.type !== "market") change({ entry });
      },
    }),
  );
  const faultIn = (field: TicketField): string | undefined =>
    written.ok || written.error.field !== field || !(tried || written.error.message.startsWith("“"))
      ? undefined
      : written.error.message;
  const sending = last?.doing.answer === null;
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (message === null || blocked !== null || sending) return;
    const key = keyFor(message);
    const { answer } = await act(ticketWords(draft), TARGET, ({ order }) => order(JSON.parse(message), key));
    if (answer !== null && "orderIds" in answer) taken();
  };
  const pending = draft.type !== "market";
  return (
    <Panel title="Order ticket" className="ticket-panel" actions={<strong>{symbol ?? "no symbol"}</strong>}>
      <form onSubmit={(event) => void send(event)} aria-label="Order ticket">
        <TicketSides side={draft.side} onChange={(side) => change({ side })} />
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label="Type of order"
          data={TYPES.map((type) => ({
            value: type,
            label: `${type.charAt(0).toUpperCase()}${type.slice(1)}`,
          }))}
          value={draft.type}
          onChange={(type) => change({ type: TYPES.find((one) => one === type) ?? "market" })}
        />
        <AmountField
          id={SIZE_ID}
          label="Size"
          value={draft.size}
          onChange={(size) => change({ size })}
          error={faultIn("size")}
          unit={
            <NativeSelect
              size="xs"
              aria-label="Size in"
              value={draft.sizeUnit}
              onChange={({ currentTarget }) =>
                change({ sizeUnit: sizeUnits.find((one) => one === currentTarget.value) ?? "lots", size: "" })
              }
              data={sizeUnits.map((unit) => ({ value: unit, label: unitWords(unit, currency) }))}
            />
          }
        />
        {pending && (
          <AmountField
            label="Entry price"
            value={draft.entry}
            onChange={(entry) => change({ entry })}
            error={faultIn("entry")}
            unit={<span />}
          />
        )}
        <LevelField
          label="Stop loss"
          level={draft.stopLoss}
          onChange={(stopLoss) => change({ stopLoss })}
          error={faultIn("stopLoss")}
        />
        <LevelField
          label="Take profit"
          level={draft.takeProfit}
          onChange={(takeProfit) => change({ takeProfit })}
          error={faultIn("takeProfit")}
        />
        <More {...{ draft, change, faultIn }} signal={settled ? (query.data?.signal ?? null) : null} />
        <TicketPreview query={query} settled={settled} />
        {blocked !== null && (
          <p className="bad" id="ticket-blocked">
            {blocked.why}
          </p>
        )}
        <Button
          type="submit"
          color={draft.side === "buy" ? "teal" : "red"}
          loading={sending}
          disabled={blocked !== null || symbol === null}
          {...(blocked === null ? {} : { "aria-describedby": "ticket-blocked" })}
        >
          {ticketWords(draft)}
        </Button>
        {last !== null && (
          <p className={`outcome ${last.outcome.tone}`}>
            <strong>{last.doing.what}</strong>
            <span>{last.outcome.words}</span>
          </p>
        )}
      </form>
    </Panel>
  );
}

/** What most tickets do without; its fields are fetched when somebody opens it. */
function More(props: TicketExitsProps) {
  const [opened, setOpened] = useState(() => hasExits(props.draft));
  return (
    <details open={opened} onToggle={({ currentTarget }) => setOpened(currentTarget.open)}>
      <summary>Expiry and exits{hasExits(props.draft) && " (set)"}</summary>
      {opened && (
        <Suspense fallback={null}>
          <TicketExits {...props} />
        </Suspense>
      )}
    </details>
  );
}

function unitWords(unit: SizeUnit, currency: string): string {
  switch (unit) {
    case "lots":
      return "lots";
    case "balance_percent_loss":
      return "% of balance at risk";
    case "equity_percent_loss":
      return "% of equity at risk";
    case "risk_money":
      return `${currency === "" ? "money" : currency} at risk`;
  }
}

/** The ticket in words: "Buy 0.1 lots EURUSD", "Sell limit EURUSD, 1 % of balance at risk". */
function ticketWords({ side, type, size, sizeUnit, symbol }: TicketDraft): string {
  const verb = `${side === "buy" ? "Buy" : "Sell"}${type === "market" ? "" : ` ${type}`}`;
  if (size.trim() === "") return `${verb} ${symbol}`;
  return sizeUnit === "lots"
    ? `${verb} ${size.trim()} lots ${symbol}`
    : `${verb} ${symbol}, ${size.trim()} ${unitWords(sizeUnit, "")}`;
}
