import type { BarFrame } from "../../../../src/domain/alert/exits.ts";
import type { Level, Size } from "../../../../src/domain/alert/signal.ts";

/** What stands in a message where its owner puts the strategy's secret; this page does not know it. */
export const SECRET_PLACE = "PUT-THE-SECRET-HERE";

/** `contracts`: as many lots as the strategy's order has. `route`: what the route to the account says. */
export type SizeUnit = Size["unit"] | "contracts" | "route";

/** `off`: the message says nothing about it. `none`: what is there is removed. */
export interface LevelDraft {
  readonly unit: Level["unit"] | "off" | "none";
  readonly value: string;
}

export type DraftAction =
  | "follow"
  | "buy"
  | "sell"
  | "flip_long"
  | "flip_short"
  | "close"
  | "cancel"
  | "modify"
  | "halt"
  | "resume";

/** What somebody chose in the composer. Values are texts: a placeholder may stand wherever a number does. */
export interface Draft {
  readonly action: DraftAction;
  readonly symbol: string;
  readonly orderType: "market" | "limit" | "stop";
  readonly entry: LevelDraft;
  readonly expires: string;
  readonly sizeUnit: SizeUnit;
  readonly size: string;
  readonly stopLoss: LevelDraft;
  readonly takeProfit: LevelDraft;
  readonly side: "both" | "long" | "short";
  readonly scope: "symbol" | "account";
  readonly amountUnit: "all" | "percent" | "lots";
  readonly amount: string;
  readonly target: "positions" | "orders";
  /** Which pending orders are cancelled or changed. */
  readonly pendingType: "any" | "limit" | "stop";
  readonly breakevenAt: string;
  readonly breakevenOffset: string;
  readonly trailDistance: string;
  readonly trailUnit: "pips" | "percent";
  readonly trailFrom: string;
  readonly trailStep: string;
  readonly atrMultiplier: string;
  readonly atrPeriod: string;
  readonly atrFrame: BarFrame;
  readonly partialAt: string;
  readonly partialPercent: string;
  readonly maxSpread: string;
  readonly comment: string;
  /** The chart's price, so that stops on the wrong side are found. */
  readonly withPrice: boolean;
  /** When it fired, so that an alert that was late is refused. */
  readonly withTime: boolean;
  /** An id of its own, so that a resend is known for good. */
  readonly withId: boolean;
  readonly licence: string;
}

export const firstDraft: Draft = {
  action: "follow",
  symbol: "{{ticker}}",
  orderType: "market",
  entry: { unit: "pips", value: "15" },
  expires: "",
  sizeUnit: "contracts",
  size: "0.1",
  stopLoss: { unit: "off", value: "30" },
  takeProfit: { unit: "off", value: "60" },
  side: "both",
  scope: "symbol",
  amountUnit: "all",
  amount: "50",
  target: "positions",
  pendingType: "any",
  breakevenAt: "",
  breakevenOffset: "",
  trailDistance: "",
  trailUnit: "pips",
  trailFrom: "",
  trailStep: "",
  atrMultiplier: "",
  atrPeriod: "14",
  atrFrame: "M15",
  partialAt: "",
  partialPercent: "50",
  maxSpread: "",
  comment: "",
  withPrice: true,
  withTime: true,
  withId: true,
  licence: "60123456789",
};

/** The keys that an alert's id is made of: two alerts of one second must differ in it. */
export const ID_TEMPLATE =
  "{{ticker}}|{{interval}}|{{strategy.order.id}}|{{strategy.order.action}}|{{strategy.order.contracts}}|{{strategy.market_position_size}}|{{timenow}}";

/** True for what opens something: only that has a size, stops, exits and filters. */
export function isEntry({ action }: Draft): boolean {
  return ["follow", "buy", "sell", "flip_long", "flip_short"].includes(action);
}

/** Where a value is written as lots. */
export function lotsOf({ sizeUnit, size }: Draft): string | null {
  if (sizeUnit === "contracts") return "{{strategy.order.contracts}}";
  return sizeUnit === "lots" ? size : null;
}
