import { Decimal } from "../../../../../src/domain/decimal.ts";
import type { PendingOrderFacts, Position } from "../../../../../src/protocol/agent-link.ts";
import type { PreviewStep } from "../../../../../src/protocol/preview.ts";
import type { Preview } from "../../../preview/preview-schema.ts";

/** What is acted on, as the ledger has it. */
export interface Subjects {
  readonly position: Position | undefined;
  readonly pending: PendingOrderFacts | undefined;
}

/** What an act would do, a sentence for each request to the venue: where stops would be, and what they would cost. */
export function actWords({ account, orders }: Preview, subjects: Subjects): readonly string[] {
  const currency = account?.currency ?? "";
  return orders.flatMap(({ steps, notes }) => [
    ...steps.flatMap((step) => stepWords(step, currency, subjects)),
    ...notes.map(({ message }) => message),
  ]);
}

function stepWords(step: PreviewStep, currency: string, { position, pending }: Subjects): string[] {
  const { action, side, lots, price, margin } = step;
  switch (action) {
    case "deal": {
      const cost = margin === null ? "" : `, margin ${margin} ${currency}`;
      const verb = side === "buy" ? "Buys" : "Sells";
      return [`${verb} ${lots}${price === null ? "" : ` at about ${price}`}${cost}.`];
    }
    case "sltp":
      return [stopWords(step, currency, position), targetWords(step)];
    case "modify":
      return [...limitWords(step, pending), stopWords(step, currency, undefined), targetWords(step)];
    case "pending":
    case "remove":
    case "close_by":
      return [];
  }
}

function stopWords(
  { action, stopLoss, stopPips, risk }: PreviewStep,
  currency: string,
  position: Position | undefined,
): string {
  if (stopLoss === null) return "No stop loss.";
  const where = isGain(stopLoss, position) ? "in profit" : fromWords(action);
  const far = stopPips === null ? "" : `, ${stopPips} pips ${where}`;
  if (risk === null) return `Stop loss ${stopLoss}${far}.`;
  const share = risk.balancePercent === null ? "" : ` (${risk.balancePercent} % of the balance)`;
  return `Stop loss ${stopLoss}${far}: ${risk.money} ${currency} at risk${share}.`;
}

function targetWords({ action, takeProfit, targetPips }: PreviewStep): string {
  if (takeProfit === null) return "No take profit.";
  return `Take profit ${takeProfit}${targetPips === null ? "" : `, ${targetPips} pips ${fromWords(action)}`}.`;
}

/** What distances are counted from. */
function fromWords(action: PreviewStep["action"]): string {
  return action === "sltp" ? "from the open price" : "from its price";
}

/** The limit of a stop limit order keeps its distance from the stop. */
function limitWords({ price }: PreviewStep, pending: PendingOrderFacts | undefined): string[] {
  if (pending == null || pending.stopLimit === null || price === null) return [];
  const limit = new Decimal(pending.stopLimit).plus(price).minus(pending.price).toFixed();
  return [`Its limit at ${limit}.`];
}

/** True for a stop that leaves a gain when it is reached. */
function isGain(stop: string, position: Position | undefined): boolean {
  if (position === undefined) return false;
  const above = new Decimal(stop).minus(position.openPrice);
  return position.side === "long" ? above.greaterThan(0) : above.lessThan(0);
}
