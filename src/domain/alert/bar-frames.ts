/**
 * Timeframes of bars, in MetaTrader's names. In a file of their own: the desk's addresses name one, and what they
 * import comes with the login already.
 */
export const barFrames = ["M1", "M5", "M15", "M30", "H1", "H4", "D1"] as const;
export type BarFrame = (typeof barFrames)[number];
