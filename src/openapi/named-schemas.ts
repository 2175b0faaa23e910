import { signalSchema } from "../domain/alert/signal.ts";
import { dealSchema, orderEventSchema } from "../domain/order/events.ts";
import { instructionSchema } from "../domain/order/instruction.ts";
import { doorSchema, refusalSchema } from "../domain/refusal.ts";
import { nameSchema } from "./json-schema.ts";

/** What occurs in many answers is written once in the document, under these names. */
nameSchema(refusalSchema, "Refusal");
nameSchema(doorSchema, "Door");
nameSchema(signalSchema, "Signal");
nameSchema(instructionSchema, "Instruction");
nameSchema(dealSchema, "Deal");
nameSchema(orderEventSchema, "OrderEvent");
