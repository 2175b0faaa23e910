import { type Context, Hono } from "hono";
import * as z from "zod";
import type { StopOutcome } from "../../durable-objects/tenant/emergency/emergency.ts";
import type { StoredStop } from "../../durable-objects/tenant/emergency/stop-table.ts";
import type { Resource } from "../../durable-objects/tenant/index.ts";
import type { AccountStopView } from "../../durable-objects/trading-account/stop-views.ts";
import { may } from "../domain/access/may.ts";
import { covers } from "../domain/emergency/effective-stop.ts";
import { accountIdSchema, stopIdSchema } from "../domain/ids.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Env } from "../env.ts";
import { type ApiEnv, authenticate, type Principal } from "../middleware/authenticate.ts";
import { lineSchema } from "./auth/fields.ts";
import { readJson } from "./body.ts";
import { idForCreation } from "./creation.ts";
import { foreignAccount } from "./members.ts";
import { tenantOf } from "./owned.ts";
import { json, problem } from "./problem.ts";
import { whoAsks } from "./who-asks.ts";

const MOST_ACCOUNTS = 100;

export const stopSchema = z
  .strictObject({
    reason: lineSchema(200),
    stop_new_orders: z.boolean().default(true),
    close_existing_positions: z.boolean().default(false),
    notify_admins: z.boolean().default(true),
    /** Only these; without it all that the asker may stop. */
    accounts: z.array(accountIdSchema).min(1).max(MOST_ACCOUNTS).optional(),
  })
  .refine((stop) => stop.stop_new_orders || stop.close_existing_positions, {
    path: ["stop_new_orders"],
    message: "neither stops new orders nor closes positions",
  });

export const liftSchema = z.strictObject({
  /** Only this stop; without it every one that stands. */
  stopId: stopIdSchema.optional(),
});

/** `/emergency`: stopping trading at both doors, lifting that, and how far each account is. */
export const emergency = new Hono<ApiEnv>()
  .use(authenticate())
  .get("/", async (c) => {
    const tenant = tenantOf(c.env, c.var.principal);
    const { accounts: mine } = c.var.principal;
    const [stops, all] = await Promise.all([tenant.emergencyStops(), tenant.list("acc")]);
    const accounts = all.filter(({ id }) => mine === null || mine.includes(id));
    const shown = stops.filter((stop) => accounts.some(({ id }) => covers(stop, id)) || mine === null);
    return json({
      stopped: shown.some(({ liftedAtMs }) => liftedAtMs === null),
      stops: shown.map((stop) => presentStop(stop, mine)),
      accounts: await Promise.all(accounts.map((account) => askAccount(c.env, account))),
    });
  })
  .post("/stop-all-trading", async (c) => {
    const body = await readJson(c.req.raw, stopSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { principal } = c.var;
    const accounts = scopeOf(principal, body.value.accounts);
    if (!accounts.ok) return problem(accounts.error);
    const tenant = tenantOf(c.env, principal);
    const foreign = await foreignAccount(tenant, accounts.value);
    if (foreign !== null) return foreign;
    const key = c.req.header("idempotency-key");
    const id = await idForCreation(tenant, "stp", key, { by: principal.by, ...body.value });
    if (!id.ok) return problem(id.error);
    const order = {
      id: id.value,
      accounts: accounts.value,
      reason: body.value.reason,
      stopsEntries: body.value.stop_new_orders,
      closesPositions: body.value.close_existing_positions,
      notifies: body.value.notify_admins,
    };
    const stopped = await tenant.stopTrading(order, principal.by, whoAsks(c));
    if (!stopped.ok) return problem(stopped.error);
    const { stop } = stopped.value;
    return json(
      { stop: presentStop(stop, principal.accounts), accounts: await present(c, stopped.value) },
      202,
    );
  })
  .post("/lift", async (c) => {
    const body = await readJson(c.req.raw, liftSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const tenant = tenantOf(c.env, c.var.principal);
    const lifted = await tenant.liftStop(body.value.stopId ?? null, c.var.principal.by, whoAsks(c));
    if (!lifted.ok) return problem(lifted.error);
    return json({
      lifted: lifted.value.lifted.map(({ id }) => id),
      accounts: await present(c, lifted.value),
    });
  });

/** The accounts that a stop covers: those named, or all that the asker may stop; null: all of the tenant's. */
function scopeOf(
  principal: Principal,
  named: readonly string[] | undefined,
): Result<readonly string[] | null, Refusal> {
  if (named === undefined) {
    if (principal.accounts === null) return ok(null);
    return ok(principal.accounts.filter((id) => may(principal, "emergency", id)));
  }
  const other = named.find((id) => !may(principal, "emergency", id));
  if (other === undefined) return ok([...new Set(named)]);
  return err(refusal("unknown_account_named", `${other} is not an account of yours.`));
}

/** A stop without the accounts that the asker does not know of. */
function presentStop({ accounts, ...stop }: StoredStop, mine: readonly string[] | null) {
  const known = accounts === null || mine === null ? accounts : accounts.filter((id) => mine.includes(id));
  return { ...stop, accounts: known };
}

interface AccountAnswer {
  readonly accountId: string;
  readonly name: string | null;
  /** The account's own object answered; false: it is told again until it has. */
  readonly reached: boolean;
  readonly state: AccountStopView | null;
}

async function present(
  c: Context<ApiEnv>,
  { accounts }: Pick<StopOutcome, "accounts">,
): Promise<AccountAnswer[]> {
  const names = new Map(
    (await tenantOf(c.env, c.var.principal).list("acc")).map(({ id, name }) => [id, name]),
  );
  return accounts.map(({ accountId, state }) => ({
    ...{ accountId, name: names.get(accountId) ?? null, reached: state !== null, state },
  }));
}

async function askAccount(env: Env, { id, name }: Resource): Promise<AccountAnswer> {
  const [asked] = await Promise.allSettled([env.TRADING_ACCOUNT.getByName(id).stopView()]);
  const state = asked.status === "fulfilled" && asked.value.ok ? asked.value.value : null;
  return { accountId: id, name, reached: state !== null, state };
}
