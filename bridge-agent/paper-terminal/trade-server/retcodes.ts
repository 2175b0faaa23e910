/** "Return Codes of the Trade Server" of the MQL5 reference: those that the server can give. */
export const retcodes = {
  requote: 10004,
  reject: 10006,
  done: 10009,
  donePartial: 10010,
  invalid: 10013,
  invalidVolume: 10014,
  invalidPrice: 10015,
  invalidStops: 10016,
  tradeDisabled: 10017,
  marketClosed: 10018,
  noMoney: 10019,
  priceChanged: 10020,
  priceOff: 10021,
  invalidExpiration: 10022,
  noChanges: 10025,
  frozen: 10029,
  invalidFill: 10030,
  limitOrders: 10033,
  limitVolume: 10034,
  invalidOrder: 10035,
  positionClosed: 10036,
  invalidCloseVolume: 10038,
  closeOrderExist: 10039,
  longOnly: 10042,
  shortOnly: 10043,
  closeOnly: 10044,
} as const;

export type Retcode = (typeof retcodes)[keyof typeof retcodes];

const texts: Readonly<Record<Retcode, string>> = {
  10004: "Requote",
  10006: "Request rejected",
  10009: "Request executed",
  10010: "Request executed partially",
  10013: "Invalid request",
  10014: "Invalid volume",
  10015: "Invalid price",
  10016: "Invalid stops",
  10017: "Trade disabled",
  10018: "Market closed",
  10019: "No money",
  10020: "Price changed",
  10021: "Off quotes",
  10022: "Invalid expiration",
  10025: "No changes",
  10029: "Order or position frozen",
  10030: "Unsupported filling mode",
  10033: "Order limit reached",
  10034: "Volume limit reached",
  10035: "Invalid order",
  10036: "Position closed",
  10038: "Invalid close volume",
  10039: "Close order already exists",
  10042: "Long only",
  10043: "Short only",
  10044: "Close only",
};

/** The comment that the server puts beside a return code. */
export function retcodeText(retcode: Retcode): string {
  return texts[retcode];
}

/** True when the request was executed, at least in part. */
export function isExecuted(retcode: number): boolean {
  return retcode === retcodes.done || retcode === retcodes.donePartial;
}
