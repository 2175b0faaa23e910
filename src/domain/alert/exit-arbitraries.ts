import fc from "fast-check";

/** Numbers, exits and filters for the property tests of the dialects. Tests only. */

export const decimal = fc.oneof(
  fc.stringMatching(/^[1-9][0-9]{0,3}$/),
  fc.stringMatching(/^(0|[1-9][0-9]{0,2})\.[0-9]{0,4}[1-9]$/),
);

/** As a text or as a number, as placeholders and people write it. */
export const decimalValue = fc.oneof(decimal, decimal.map(Number));

/** Sallyport's `exits`. */
export const exitsValue = fc.record(
  {
    breakeven: fc.record(
      { trigger_pips: decimalValue, offset_pips: decimalValue },
      { requiredKeys: ["trigger_pips"] },
    ),
    trailing: fc.record(
      { trigger_pips: decimalValue, distance_pips: decimalValue, step_pips: decimalValue },
      { requiredKeys: ["distance_pips"] },
    ),
    atr_trailing: fc.record({
      timeframe: fc.constantFrom("M1", "H1", "D1"),
      period: fc.integer({ min: 1, max: 100 }),
      multiplier: decimalValue,
    }),
    partials: fc.array(fc.record({ at_pips: decimalValue, percent: fc.integer({ min: 1, max: 30 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
  },
  { requiredKeys: [] },
);

/** Sallyport's `filters`. */
export const filtersValue = fc.record(
  {
    max_spread_pips: decimalValue,
    account: fc.record({
      basis: fc.constantFrom("balance", "equity", "free_margin", "margin_percent"),
      above: decimalValue,
    }),
  },
  { requiredKeys: [] },
);
