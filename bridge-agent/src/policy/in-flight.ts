import { Decimal } from "../../../src/domain/decimal.ts";
import { isFinal, standingOf } from "../executor/step-standing.ts";
import type { Order, Step } from "../journal/records.ts";
import type { AccountMode, Book, Closing, HeldPosition, InFlight, StandingPending } from "./exposure.ts";

/** What the terminal shows of the account. */
export interface Shown {
  readonly mode: AccountMode;
  readonly positions: readonly HeldPosition[];
  readonly pendings: readonly StandingPending[];
}

/**
 * The account's book: what the terminal shows, and what was passed to it and is not shown yet. A step
 * counts from the moment it is passed on until it is known what came of it, so two orders that follow each
 * other closely cannot both take the last place; one whose outcome is unknown counts as if it will execute.
 *
 * Steps are read when somebody asks for them: most judgements need the account's mode only.
 */
export function bookOf(shown: Shown, orders: () => Iterable<Order>): Book {
  let read: Pick<Book, "inFlight" | "closing"> | undefined;
  const onTheWay = () => {
    read ??= stepsOnTheWay(shown, orders());
    return read;
  };
  return {
    mode: shown.mode,
    get positions() {
      return shown.positions;
    },
    get pendings() {
      return shown.pendings;
    },
    get inFlight() {
      return onTheWay().inFlight;
    },
    get closing() {
      return onTheWay().closing;
    },
  };
}

function stepsOnTheWay(shown: Shown, orders: Iterable<Order>): Pick<Book, "inFlight" | "closing"> {
  const inFlight: InFlight[] = [];
  const closing: Closing[] = [];
  for (const order of orders) {
    const open = order.steps.filter((step) => step.passed && !isFinal(standingOf(step)));
    for (const step of open) {
      const { request } = step;
      if (request === null) continue;
      if (request.action === "pending" || (request.action === "deal" && request.position === "0")) {
        const lots = lotsToCome(step, order, open.length === 1, shown);
        const { symbol, side, action } = request;
        if (lots.greaterThan(0))
          inFlight.push({ symbol, side, lots: lots.toFixed(), pending: action === "pending" });
      } else if (request.action === "deal") {
        const lots = new Decimal(request.lots).minus(dealtLots(step));
        const { position, symbol, side } = request;
        if (lots.greaterThan(0)) closing.push({ position, symbol, side, lots: lots.toFixed() });
      }
    }
  }
  return { inFlight, closing };
}

/** The lots of an entry that neither its deals nor the terminal's lists account for. */
function lotsToCome(step: Step, { orderId }: Order, only: boolean, shown: Shown): Decimal {
  const dealt = dealtLots(step);
  const whole = new Decimal(step.request?.lots ?? "0");
  if (step.request?.action === "pending") {
    const ticket = step.result?.ticket;
    const stands = shown.pendings.some((one) => one.ticket === ticket || (only && one.orderId === orderId));
    return stands ? new Decimal(0) : whole.minus(dealt);
  }
  // The position can be told before its deal. On a netting account it also holds what was there before.
  const told =
    only && shown.mode === "hedging" ? shown.positions.filter((one) => one.orderId === orderId) : [];
  const held = told.reduce((sum, { lots }) => sum.plus(lots), new Decimal(0));
  return whole.minus(Decimal.max(dealt, held));
}

function dealtLots({ deals }: Step): Decimal {
  return deals.reduce((sum, { lots }) => sum.plus(lots), new Decimal(0));
}
