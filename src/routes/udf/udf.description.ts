import * as z from "zod";
import type { ResourceDescription } from "../../openapi/description.ts";

const epochSeconds = z.int().describe("Epoch seconds.");

const errorSchema = z.object({ s: z.literal("error"), errmsg: z.string() });

const configSchema = z.object({
  supported_resolutions: z.array(z.string()),
  supports_group_request: z.boolean(),
  supports_marks: z.boolean(),
  supports_search: z.boolean(),
  supports_timescale_marks: z.boolean(),
  supports_time: z.boolean(),
  exchanges: z.array(z.string()),
  symbols_types: z.array(z.string()),
});

const symbolSchema = z.object({
  name: z.string(),
  ticker: z.string().describe("`{account id}:{symbol}`."),
  description: z.string(),
  type: z.enum(["forex", "cfd"]),
  session: z.string(),
  timezone: z.string(),
  exchange: z.string().describe("What the account is called."),
  listed_exchange: z.string(),
  minmov: z.int(),
  pricescale: z.int(),
  format: z.string(),
  has_intraday: z.boolean(),
  has_daily: z.boolean(),
  has_weekly_and_monthly: z.boolean(),
  intraday_multipliers: z.array(z.string()),
  supported_resolutions: z.array(z.string()),
  volume_precision: z.int(),
  data_status: z.string(),
});

const foundSchema = z.object({
  symbol: z.string(),
  full_name: z.string(),
  ticker: z.string(),
  description: z.string(),
  exchange: z.string(),
  type: z.enum(["forex", "cfd"]),
});

const historySchema = z.object({
  s: z.literal("ok"),
  t: z.array(epochSeconds).describe("When each bar began."),
  o: z.array(z.number()),
  h: z.array(z.number()),
  l: z.array(z.number()),
  c: z.array(z.number()),
  v: z.array(z.number()).describe("Ticks in each bar."),
});

const noDataSchema = z.object({ s: z.literal("no_data") });

export const udfDescription: ResourceDescription = {
  name: "TradingView's chart library",
  about:
    "Its datafeed (UDF), of the accounts that the asker may see. What goes wrong with a question is said in the answer, as the library wants it: `s` is `error`.",
  routes: [
    {
      route: "GET /udf/config",
      summary: "What the datafeed can do",
      answers: [{ status: 200, about: "The configuration.", schema: configSchema }],
    },
    {
      route: "GET /udf/time",
      summary: "The gateway's time",
      answers: [{ status: 200, about: "Epoch seconds.", type: "text/plain" }],
    },
    {
      route: "GET /udf/symbols",
      summary: "Look a symbol up",
      about:
        "At `?symbol=`: `{account id}:{symbol}`, or its name alone for the first account that has it. `errmsg` is `unknown_symbol` when there is none.",
      answers: [{ status: 200, about: "The symbol.", schema: z.union([symbolSchema, errorSchema]) }],
    },
    {
      route: "GET /udf/search",
      summary: "Search symbols",
      about: "At `?query=`, a part of the name, and `&limit=`, 1 to 100.",
      answers: [{ status: 200, about: "The symbols.", schema: z.union([z.array(foundSchema), errorSchema]) }],
    },
    {
      route: "GET /udf/history",
      summary: "Bars of a symbol",
      about:
        "At `?symbol=&resolution=&from=&to=`, times in epoch seconds, and `&countback=` for so many bars before `to`. Has the newest 200 bars of each resolution, from the account's terminal; `errmsg` is the code of the refusal when it cannot be asked.",
      answers: [
        {
          status: 200,
          about: "The bars.",
          schema: z.union([historySchema, noDataSchema, errorSchema]),
        },
      ],
    },
  ],
};
