/** "Return Codes of the Trade Server" of the MQL5 reference: those that the paper server can give. */
export const retcodes = {
  done: 10009,
  invalid: 10013,
  invalidVolume: 10014,
  invalidPrice: 10015,
  invalidStops: 10016,
  noMoney: 10019,
  noChanges: 10025,
  invalidOrder: 10035,
  positionClosed: 10036,
  invalidCloseVolume: 10038,
} as const;

export type Retcode = (typeof retcodes)[keyof typeof retcodes];

const texts: Readonly<Record<Retcode, string>> = {
  10009: "Request executed",
  10013: "Invalid request",
  10014: "Invalid volume",
  10015: "Invalid price",
  10016: "Invalid stops",
  10019: "No money",
  10025: "No changes",
  10035: "Invalid order",
  10036: "Position closed",
  10038: "Invalid close volume",
};

/** The comment that the server puts beside a return code. */
export function retcodeText(retcode: Retcode): string {
  return texts[retcode];
}
