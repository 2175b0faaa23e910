import { Decimal } from "../../../../src/domain/decimal.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import type { Retcode } from "../retcodes.ts";
import { retcodes } from "../retcodes.ts";

/** A check answers a return code, or null when there is nothing against the request. */
export type Fault = Retcode | null;

/** SYMBOL_VOLUME_MIN, _MAX and _STEP. */
export function checkVolume(spec: SymbolSpec, lots: Decimal): Fault {
  const fits =
    lots.greaterThanOrEqualTo(spec.minLots) &&
    lots.lessThanOrEqualTo(spec.maxLots) &&
    lots.modulo(spec.lotStep).isZero();
  return fits ? null : retcodes.invalidVolume;
}

/**
 * SYMBOL_VOLUME_LIMIT: with a limit of 5 lots and 5 lots long, a sell limit of 5 lots may be placed and no
 * buy limit. `standing`: lots of the direction, of positions and of pending orders.
 */
export function checkVolumeLimit(spec: SymbolSpec, standing: Decimal, lots: Decimal): Fault {
  const limit = new Decimal(spec.lotLimit);
  return limit.isZero() || standing.plus(lots).lessThanOrEqualTo(limit) ? null : retcodes.limitVolume;
}
