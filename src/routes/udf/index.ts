import { type Context, Hono } from "hono";
import * as z from "zod";
import { MAX_BARS } from "../../domain/alert/exits.ts";
import {
  findSymbol,
  frameOf,
  historyOf,
  searchSymbols,
  symbolInfo,
  type UdfSymbol,
  udfConfig,
} from "../../domain/feed/udf.ts";
import { type ApiEnv, authenticate } from "../../middleware/authenticate.ts";
import { feedName } from "../../protocol/feed-internal.ts";
import { tenantOf } from "../owned.ts";
import { json } from "../problem.ts";

const MOST_FOUND = 100;

const secondsSchema = z.coerce.number().int().nonnegative();
const symbolQuerySchema = z.object({ symbol: z.string().min(1).max(80) });
const searchQuerySchema = z.object({
  query: z.string().max(80).default(""),
  limit: z.coerce.number().int().min(1).max(MOST_FOUND).default(30),
});
const historyQuerySchema = symbolQuerySchema.extend({
  resolution: z.string().max(8),
  from: secondsSchema,
  to: secondsSchema,
  countback: z.coerce.number().int().min(1).max(100_000).optional(),
});

type Query<Schema extends z.ZodType> = z.infer<Schema> | null;

function queryOf<Schema extends z.ZodType>(c: Context<ApiEnv>, schema: Schema): Query<Schema> {
  const read = schema.safeParse(c.req.query());
  return read.success ? read.data : null;
}

/** What the library shows as it stands. */
function failed(errmsg: string): Response {
  return json({ s: "error", errmsg });
}

/** Every symbol of every account that the asker may see, as the terminals last told them. */
async function symbolsOf(c: Context<ApiEnv>): Promise<UdfSymbol[]> {
  const { accounts } = c.var.principal;
  const all = await tenantOf(c.env, c.var.principal).list("acc");
  const mine = all.filter(({ id }) => accounts === null || accounts.includes(id));
  const lists = await Promise.all(
    mine.map(async ({ id, name }) => {
      const profile = await c.env.TRADING_ACCOUNT.getByName(id).profile();
      const facts = profile.ok ? profile.value.facts : [];
      return facts.map(({ symbol, digits, forex }) => ({
        ...{ accountId: id, account: name, symbol, digits, forex },
      }));
    }),
  );
  return lists.flat();
}

async function symbolOf(c: Context<ApiEnv>, asked: string): Promise<UdfSymbol | null> {
  return findSymbol(await symbolsOf(c), asked);
}

/**
 * TradingView's UDF, so that a desk with a licence for TradingView's own chart library can name `/udf` as its datafeed. Same
 * session and roles as everything else; a symbol is `{account id}:{symbol}`, or its name alone for the first account that has
 * it. Bars come from the terminal, the newest 200 of each resolution.
 */
export const udf = new Hono<ApiEnv>()
  .use(authenticate())
  .get("/config", () => json(udfConfig))
  .get(
    "/time",
    () => new Response(String(Math.floor(Date.now() / 1000)), { headers: { "content-type": "text/plain" } }),
  )
  .get("/symbols", async (c) => {
    const query = queryOf(c, symbolQuerySchema);
    const found = query === null ? null : await symbolOf(c, query.symbol);
    return found === null ? failed("unknown_symbol") : json(symbolInfo(found));
  })
  .get("/search", async (c) => {
    const query = queryOf(c, searchQuerySchema);
    return query === null
      ? failed("bad_request")
      : json(searchSymbols(await symbolsOf(c), query.query, query.limit));
  })
  .get("/history", async (c) => {
    const query = queryOf(c, historyQuerySchema);
    const frame = query === null ? null : frameOf(query.resolution);
    if (query === null || frame === null) return failed("bad_request");
    const found = await symbolOf(c, query.symbol);
    if (found === null) return failed("unknown_symbol");
    const { accountId, symbol } = found;
    const feed = c.env.FEED.getByName(feedName(accountId, 0));
    const bars = await feed.bars({ symbol, frame, count: MAX_BARS });
    if (bars.ok) return json(historyOf(bars.value, query));
    return bars.error.code === "no_bars" ? json({ s: "no_data" }) : failed(bars.error.code);
  });
