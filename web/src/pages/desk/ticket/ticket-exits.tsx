import { NativeSelect, TextInput } from "@mantine/core";
import { barFrames } from "../../../../../src/domain/alert/bar-frames.ts";
import type { Signal } from "../../../../../src/domain/alert/signal.ts";
import { exitWords } from "../../../words/leg-words.ts";
import type { TicketDraft } from "./ticket-draft.ts";
import { AmountField } from "./ticket-fields.tsx";
import type { TicketField } from "./write-ticket.ts";

export interface TicketExitsProps {
  readonly draft: TicketDraft;
  readonly change: (part: Partial<TicketDraft>) => void;
  readonly faultIn: (field: TicketField) => string | undefined;
  /** The ticket as the gateway read it; null while it has not. */
  readonly signal: Signal | null;
}

/** An end for orders that wait, and the exits that the trading machine manages, with what it understands of them. */
export function TicketExits({ draft, change, faultIn, signal }: TicketExitsProps) {
  const words = (signal?.legs ?? []).flatMap((leg) => (leg.action === "open" ? exitWords(leg.exits) : []));
  const fault = faultIn("exits");
  const field = (name: AmountName, label: string, placeholder: string, unit: string) => (
    <AmountField
      label={label}
      value={draft[name]}
      onChange={(value) => change({ [name]: value })}
      placeholder={placeholder}
      unit={<span className="unit">{unit}</span>}
    />
  );
  return (
    <div className="exits">
      {draft.type !== "market" && (
        <TextInput
          size="xs"
          type="datetime-local"
          label="Expires"
          description="Empty: it stands until it is cancelled"
          value={draft.expires}
          onChange={(event) => change({ expires: event.currentTarget.value })}
          error={faultIn("expires")}
        />
      )}
      {field("breakevenAt", "Breakeven at a gain of", "off", "pips")}
      {field("trailDistance", "Trail the stop by", "off", "pips")}
      {draft.trailDistance !== "" && field("trailFrom", "Trail from a gain of", "at once", "pips")}
      <AmountField
        label="Trail by the average range, times"
        value={draft.atrMultiplier}
        onChange={(atrMultiplier) => change({ atrMultiplier })}
        placeholder="off"
        unit={
          <NativeSelect
            size="xs"
            aria-label="Average range of bars of"
            value={draft.atrFrame}
            onChange={({ currentTarget }) =>
              change({ atrFrame: barFrames.find((frame) => frame === currentTarget.value) ?? "M15" })
            }
            data={[...barFrames]}
          />
        }
      />
      {draft.atrMultiplier !== "" && field("atrPeriod", "Average over", "14", "bars")}
      {field("partialAt", "Close a part at a gain of", "off", "pips")}
      {draft.partialAt !== "" && field("partialPercent", "Close so much of it", "50", "%")}
      {fault !== undefined && (
        <p className="bad" role="status">
          {fault}
        </p>
      )}
      {words.length > 0 && (
        <section className="dim" aria-label="Exits">
          {words.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </section>
      )}
    </div>
  );
}

type AmountName =
  | "breakevenAt"
  | "trailDistance"
  | "trailFrom"
  | "atrPeriod"
  | "partialAt"
  | "partialPercent";
