/** The words of the trade server, as the enumerations of the MQL5 reference ("Trade Constants") have them. */
export type Side = "buy" | "sell";
export type Direction = "long" | "short";

export const marketTypes = ["buy", "sell"] as const;
export const pendingTypes = [
  "buy_limit",
  "sell_limit",
  "buy_stop",
  "sell_stop",
  "buy_stop_limit",
  "sell_stop_limit",
] as const;
export const requestTypes = [...marketTypes, ...pendingTypes] as const;
export const orderTypes = [...requestTypes, "close_by"] as const;
export type PendingType = (typeof pendingTypes)[number];
/** ENUM_ORDER_TYPE of a request. */
export type RequestType = (typeof requestTypes)[number];
/** ENUM_ORDER_TYPE of an order; nobody asks for `close_by`, the action of that name makes it. */
export type OrderType = (typeof orderTypes)[number];

export const fillings = ["fok", "ioc", "return", "boc"] as const;
export type Filling = (typeof fillings)[number];
export const orderTimes = ["gtc", "day", "specified", "specified_day"] as const;
export type OrderTime = (typeof orderTimes)[number];

/** ENUM_ORDER_STATE. The first three stand, the others are in the history. */
export const orderStates = [
  "started",
  "placed",
  "partial",
  "filled",
  "cancelled",
  "rejected",
  "expired",
] as const;
export type OrderState = (typeof orderStates)[number];

/** Why an order or a deal came about: an expert's request, a person's, a stop, a target, a stop-out. */
export const reasons = ["expert", "client", "sl", "tp", "so"] as const;
export type Reason = (typeof reasons)[number];

export const dealEntries = ["in", "out", "inout", "out_by"] as const;
export type DealEntry = (typeof dealEntries)[number];
