import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { retcodeOf } from "../executor/retcodes.ts";
import type { Doubt, Told } from "./classify.ts";

const hint = "the agent keeps asking; look at the terminal before you send another order";

const sentences: Readonly<Record<Exclude<Doubt, "unclear" | "strange_retcode">, string>> = {
  sent: "The terminal passed the order on and cannot say yet what came of it.",
  part: "A part of the order was executed; what came of the rest is not known yet.",
  journal_lost: "The terminal has lost the journal that it entered the order in; it may have been executed.",
  deal_missing: "A position of the order stands, and the deal that opened it has not been told yet.",
  contradiction: "The terminal says that nothing came of the order, and the broker's deals say otherwise.",
};

/** Why nobody knows what came of an order, for its owner to read. */
export function doubtRefusal(doubt: Doubt, told: Told): Refusal {
  if (doubt === "unclear" || doubt === "strange_retcode") {
    const { retcode, message } = told;
    const known = retcodeOf(retcode);
    const words = message === "" ? "" : ` (${message})`;
    const sentence = known?.sentence ?? `The terminal answered with the code ${retcode}${words}.`;
    return refusal("outcome_unknown", `${sentence} Whether the order was executed is not known yet.`, {
      hint,
      venueCode: retcode === 0 ? undefined : String(retcode),
    });
  }
  return refusal("outcome_unknown", sentences[doubt], { hint });
}
