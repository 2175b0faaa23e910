import type { StepRequest } from "../journal/records.ts";

/** The fields of a trade request that most requests leave as they are. */
export const plainRequest: Pick<
  StepRequest,
  "stoplimit" | "by" | "filling" | "time" | "expires" | "deviation"
> = { stoplimit: "0", by: "0", filling: "fok", time: "gtc", expires: 0, deviation: 0 };
