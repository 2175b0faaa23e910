import { refuseUnit } from "../order/sizing.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { Signal } from "./signal.ts";

/** The refusal for the first feature that the dialect listed as unavailable, if there is one. */
export function unavailableFeature(signal: Signal): Refusal | undefined {
  const [feature] = signal.unavailable;
  if (feature === undefined) return undefined;
  const message = `${feature.key} is not available yet.`;
  return refusal("feature_not_available", message, { at: feature.at, hint: "leave it out" });
}

/**
 * Refuses what Sallyport understands and cannot carry out: features that a dialect listed
 * (`feature_not_available`) and sizes whose formula nobody has written down (`size_formula_unknown`).
 * Leaving them out silently would trade something else than what was asked for.
 */
export function checkAvailable(signal: Signal): Result<Signal, Refusal> {
  for (const leg of signal.legs) {
    if ((leg.action !== "open" && leg.action !== "target") || leg.size === undefined) continue;
    const unknown = refuseUnit(leg.size, leg.at?.size);
    if (unknown !== undefined) return err(unknown);
  }
  const feature = unavailableFeature(signal);
  return feature === undefined ? ok(signal) : err(feature);
}
