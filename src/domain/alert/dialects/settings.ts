import * as z from "zod";

/**
 * What a strategy's owner says about messages whose meaning is not in the message. PineConnector's keys
 * `risk`, `sl`, `tp`, `price` and `accfilter` get theirs from settings of that vendor's expert advisor
 * (PineConnector "Syntax" and "EA" pages), so the same message trades differently on two terminals.
 * Nothing here has a silent default: a key whose mode is not set is refused.
 */
export const dialectSettingsSchema = z.strictObject({
  /** "Volume Type": what `risk` counts. */
  volumeType: z
    .enum(["lots", "dollar", "balance_percent_lots", "balance_percent_margin", "balance_percent_loss"])
    .optional(),
  /** "Target Type": what `sl` and `tp` count. */
  targetType: z.enum(["pips", "price", "percent"]).optional(),
  /** "Pending Order Entry": what `price` and `pending` count. */
  pendingEntry: z.enum(["pips", "price", "percent"]).optional(),
  /** "Account Filter": what `accfilter` is compared with. */
  accountFilter: z.enum(["balance", "equity", "free_margin", "margin_percent"]).optional(),
  /** What `closeall` covers; the whole account unless this says otherwise. */
  closeAllScope: z.enum(["account", "symbol"]).optional(),
});
export type DialectSettings = z.infer<typeof dialectSettingsSchema>;
