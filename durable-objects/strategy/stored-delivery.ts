import * as z from "zod";
import { alertIdSchema } from "../../src/domain/ids.ts";
import type { Delivery } from "../../src/protocol/delivery.ts";

const addressedSchema = z.object({ alertId: alertIdSchema });

/**
 * A delivery as it was put into the outbox. Only its address is looked at: the account reads the rest and
 * refuses what it cannot read, which is a verdict that the owner sees; a refusal here would be none.
 */
export const storedDeliverySchema = z.custom<Delivery>((value) => addressedSchema.safeParse(value).success);
