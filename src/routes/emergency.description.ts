import * as z from "zod";
import { stopIdSchema } from "../domain/ids.ts";
import type { ResourceDescription } from "../openapi/description.ts";
import { liftSchema, stopSchema as stopBodySchema } from "./emergency.ts";
import { stoppedAccountsSchema, stopSchema } from "./stop.answers.ts";

export const emergencyDescription: ResourceDescription = {
  name: "Emergency stop",
  about:
    "Takes hold at both doors, also for orders in the queue, and survives restarts of both. Closing, cancelling and reducing goes on.",
  routes: [
    {
      route: "GET /emergency",
      summary: "Show what is stopped",
      about: "The stops that stand, the latest that were lifted, and how far each account is.",
      answers: [
        {
          status: 200,
          about: "The stops and the accounts that the asker may see.",
          schema: z.object({
            stopped: z.boolean(),
            stops: z.array(stopSchema),
            accounts: stoppedAccountsSchema,
          }),
        },
      ],
    },
    {
      route: "POST /emergency/stop-all-trading",
      summary: "Stop trading",
      about:
        "All accounts that the asker may stop, or those that are named. The answer waits a few seconds for what each account says.",
      body: stopBodySchema,
      example: { reason: "Broker quotes are wrong", close_existing_positions: true },
      idempotent: true,
      answers: [
        {
          status: 202,
          about: "The stop stands; the accounts as they are now.",
          schema: z.object({ stop: stopSchema, accounts: stoppedAccountsSchema }),
        },
      ],
      problems: ["unknown_account", "unknown_account_named", "stop_lifted"],
    },
    {
      route: "POST /emergency/lift",
      summary: "Lift a stop",
      about: "One, or all that stand. A local halt at the agent is not lifted with it.",
      body: liftSchema,
      example: {},
      answers: [
        {
          status: 200,
          about: "What was lifted; the accounts as they are now.",
          schema: z.object({ lifted: z.array(stopIdSchema), accounts: stoppedAccountsSchema }),
        },
      ],
      problems: ["unknown_stop", "forbidden"],
    },
  ],
};
