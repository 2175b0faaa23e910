import { createHash } from "node:crypto";
import { magicOf } from "../../../src/domain/ids.ts";

/** The low bits of a magic number say the step; what is above them belongs to the order. */
const STEP_BITS = 8n;
const STEP_MASK = (1n << STEP_BITS) - 1n;

const sha256 = (text: string): Uint8Array => createHash("sha256").update(text).digest();

/** The magic number of one step of an order, as the venue has it. */
export function magicOfStep(orderId: string, step: number): string {
  return magicOf(sha256, orderId, step);
}

/** What the magic numbers of all steps of an order have in common; what the journal finds orders by. */
export function magicOfOrder(orderId: string): string {
  return orderPart(magicOfStep(orderId, 0));
}

/** The order's part of a magic number that the venue tells. */
export function orderPart(magic: string): string {
  return (BigInt(magic) >> STEP_BITS).toString();
}

/** Which step of its order a magic number is for. */
export function stepPart(magic: string): number {
  return Number(BigInt(magic) & STEP_MASK);
}
