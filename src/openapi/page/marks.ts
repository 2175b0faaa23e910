/** What stands in the page that is made at build time for what only a request knows. */

/** The nonce of each answer. */
export const NONCE_MARK = "%NONCE%";
/** The gateway's own address. */
export const ORIGIN_MARK = "%ORIGIN%";
