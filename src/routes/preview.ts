import type { Context } from "hono";
import * as z from "zod";
import { decodeBody } from "../domain/alert/decode-body.ts";
import { type DialectSettings, dialectSettingsSchema } from "../domain/alert/dialects/settings.ts";
import { parseAlert } from "../domain/alert/parse.ts";
import { type DialectName, dialectNameSchema, type Signal, signalSchema } from "../domain/alert/signal.ts";
import { strategyIdSchema } from "../domain/ids.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { type Route, routeSchema } from "../protocol/delivery.ts";
import { readJson } from "./body.ts";
import { ownedResource } from "./owned.ts";
import { json, problem } from "./problem.ts";
import { actOf, askedActSchema } from "./ticket-act.ts";

const routeOptions = z.strictObject(routeSchema.omit({ accountId: true }).shape).prefault({});

/**
 * A strategy's message, read and routed as the strategy says; anything with a route of its own; or an act on one ticket,
 * which has neither message nor route.
 */
export const previewSchema = z.union([
  z.strictObject({ strategyId: strategyIdSchema, message: z.string() }),
  z.strictObject({
    message: z.string(),
    dialect: z.union([z.literal("detect"), dialectNameSchema]).default("detect"),
    dialectSettings: dialectSettingsSchema.default({}),
    route: routeOptions,
  }),
  z.strictObject({ signal: signalSchema, route: routeOptions }),
  z.strictObject({ act: askedActSchema }),
]);
type AskedSignal = Exclude<z.output<typeof previewSchema>, { act: unknown }>;

/**
 * What a message, signal or act would become on the account, without a trace. It judges neither who sends nor
 * when: proof, age, duplicates and halts are the hook's.
 */
export async function answerPreview(c: Context<ApiEnv>, accountId: string): Promise<Response> {
  const body = await readJson(c.req.raw, previewSchema);
  if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
  const asked =
    "act" in body.value ? ok({ act: actOf(body.value.act) }) : await signalOf(c, body.value, accountId);
  if (!asked.ok) return problem(asked.error);
  const preview = await c.env.TRADING_ACCOUNT.getByName(accountId).preview(asked.value);
  return preview.ok ? json(preview.value) : problem(preview.error);
}

async function signalOf(
  c: Context<ApiEnv>,
  asked: AskedSignal,
  accountId: string,
): Promise<Result<{ signal: Signal; route: Route }, Refusal>> {
  if ("signal" in asked) return ok({ signal: asked.signal, route: { ...asked.route, accountId } });
  if (!("strategyId" in asked)) {
    const signal = read(asked.message, asked.dialect, asked.dialectSettings);
    return signal.ok ? ok({ signal: signal.value, route: { ...asked.route, accountId } }) : signal;
  }
  const resource = await ownedResource(c.env, c.var.principal, strategyIdSchema, asked.strategyId);
  const strategy = resource && (await c.env.STRATEGY.getByName(resource.id).overview());
  if (strategy === null) return err(refusal("unknown_strategy", "There is no such strategy."));
  const { dialect, dialectSettings, routes } = strategy.settings;
  const route = routes.find((one) => one.accountId === accountId);
  if (route === undefined) return err(refusal("no_route", "The strategy has no route to this account."));
  const signal = read(asked.message, dialect, dialectSettings);
  return signal.ok ? ok({ signal: signal.value, route }) : signal;
}

/** Reads a message as the hook does. */
function read(
  message: string,
  dialect: DialectName | "detect",
  settings: DialectSettings,
): Result<Signal, Refusal> {
  const text = decodeBody(new TextEncoder().encode(message));
  if (!text.ok) return text;
  return parseAlert(text.value, { dialect: dialect === "detect" ? undefined : dialect, settings });
}
