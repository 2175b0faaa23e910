import type { Door } from "../../../src/domain/refusal.ts";

/** Who would refuse it, as a sentence begins. */
export const doors: Readonly<Record<Door, string>> = {
  gateway: "The gateway",
  agent: "The trading machine",
  venue: "The broker",
};
