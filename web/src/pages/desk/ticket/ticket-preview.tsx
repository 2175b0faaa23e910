import { Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Decimal } from "../../../../../src/domain/decimal.ts";
import type { PreviewStep } from "../../../../../src/protocol/preview.ts";
import { doors } from "../../../preview/doors.ts";
import type { Preview } from "../../../preview/preview-schema.ts";
import { stepWords } from "../../../preview/step-words.ts";
import { Why } from "../../../ui/faulty-text.tsx";
import { failureWords } from "../doings/outcome-words.ts";

interface TicketPreviewProps {
  readonly query: UseQueryResult<Preview>;
  /** False: what is shown is of the ticket as it was before. */
  readonly settled: boolean;
}

/** What the ticket would become now: lots, margin, money at risk, or who would refuse it and why. */
export function TicketPreview({ query, settled }: TicketPreviewProps) {
  const { data, error } = query;
  return (
    <section className="preview" aria-label="Preview" aria-busy={!settled}>
      <h3>Preview</h3>
      {data === undefined && error === null && (
        <p className="dim">
          {query.isFetching ? "Asking the trading machine…" : "Shown when the ticket is filled in."}
        </p>
      )}
      {error !== null && <p className="bad">{failureWords(error)}</p>}
      {data !== undefined && error === null && <Figures preview={data} />}
    </section>
  );
}

function Figures({ preview }: { readonly preview: Preview }) {
  const { account, orders } = preview;
  const refusal = preview.refusal ?? orders.find((order) => order.refusal !== null)?.refusal ?? null;
  const steps = orders.flatMap((order) => order.steps);
  const opens = steps.filter(({ action, position }) => isEntry(action) && position === null);
  return (
    <>
      {opens.length > 0 && <Entry steps={opens} currency={account?.currency ?? ""} />}
      {steps.length > opens.length && (
        <ul>
          {steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what is not sent has no other name than its place
            <li key={index}>{stepWords(step)}</li>
          ))}
        </ul>
      )}
      {orders.flatMap(({ notes }) =>
        notes.map(({ code, message }) => (
          <Text size="xs" c="yellow.4" key={code}>
            {message}
          </Text>
        )),
      )}
      {refusal !== null && (
        <div className="refused" role="status">
          <strong>{doors[refusal.door]} would refuse it</strong>
          <Why refusal={refusal} />
        </div>
      )}
    </>
  );
}

function isEntry(action: PreviewStep["action"]): boolean {
  return action === "deal" || action === "pending";
}

function sum(values: readonly (string | null | undefined)[]): string | null {
  const known = values.flatMap((value) => (value == null ? [] : [value]));
  return known.length === 0 ? null : known.reduce((total, one) => total.plus(one), new Decimal(0)).toFixed();
}

/** A size above the broker's largest order goes in several parts, which are shown together. */
function Entry({ steps, currency }: { readonly steps: readonly PreviewStep[]; readonly currency: string }) {
  const [first] = steps;
  if (first === undefined) return null;
  const risk = sum(steps.map((step) => step.risk?.money));
  const percent = sum(steps.map((step) => step.risk?.balancePercent));
  const margin = sum(steps.map((step) => step.margin));
  return (
    <dl>
      <Figure name="Lots" value={sum(steps.map(({ lots }) => lots))} />
      <Figure name={first.action === "pending" ? "At" : "At about"} value={first.price} />
      <Figure name="Margin" value={margin} unit={currency} />
      <Figure name="At risk" value={risk} unit={currency} more={percent === null ? null : `${percent} %`} />
      <Figure name="Stop loss" value={first.stopLoss} more={pips(first.stopPips)} />
      <Figure name="Take profit" value={first.takeProfit} more={pips(first.targetPips)} />
    </dl>
  );
}

function pips(distance: string | null): string | null {
  return distance === null ? null : `${distance} pips`;
}

interface FigureProps {
  readonly name: string;
  readonly value: string | null;
  readonly unit?: string;
  readonly more?: string | null;
}

function Figure({ name, value, unit = "", more = null }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value === null ? "–" : `${value} ${unit}`}
        {value !== null && more !== null && <span className="dim"> {more}</span>}
      </dd>
    </div>
  );
}
