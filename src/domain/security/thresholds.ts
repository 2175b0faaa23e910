/** From where on something is unusual, in one place; each with its reason. docs/security-desk.md names them. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Refused attempts within `BRUTE_FORCE_WINDOW_MS`. */
export const BRUTE_FORCE_WINDOW_MS = 15 * MINUTE_MS;
/** As many as block the address at the door (FAILED_LOGIN_LIMIT), so both are seen together. */
export const FAILURES_OF_ADDRESS = 5;
/** From any addresses; above what a forgetful owner needs, whom one address after another refuses at five. */
export const FAILURES_OF_PERSON = 10;
/** A hook or an agent with an old secret repeats itself; somebody who guesses does so much faster. */
export const REFUSALS_OF_RESOURCE = 20;

/** A login within this time after so many failures may be the guess that succeeded. */
export const GUESSED_WINDOW_MS = HOUR_MS;
export const FAILURES_BEFORE_LOGIN = 10;

/** A person's sessions: programs log in often, but not that often, and not from everywhere. */
export const SESSIONS_WINDOW_MS = 10 * MINUTE_MS;
export const MOST_NEW_SESSIONS = 10;
export const ADDRESSES_WINDOW_MS = 30 * MINUTE_MS;
export const MOST_ADDRESSES = 5;

/** A country or device that was not seen for so long is new again. */
export const ORIGIN_KEPT_MS = 180 * DAY_MS;
export const MOST_ORIGINS = 40;

/** Below so many a minute nothing is sudden, however quiet the strategy or account was before. */
export const VOLUME_FLOOR = 30;
/** Times the usual a minute, above the floor. */
export const VOLUME_FACTOR = 5;
/** Minutes since the first event that are needed to say what is usual. */
export const VOLUME_WARM_MINUTES = 60;
/** Events that are needed to say so. */
export const VOLUME_WARM_EVENTS = 10;
/** The weight of the newest minute in what is usual: half of it is forgotten in about 35 minutes. */
export const VOLUME_WEIGHT = 0.02;

/** Orders of a symbol that are remembered, and how many are needed to say what is usual. */
export const SIZES_KEPT = 64;
export const SIZES_NEEDED = 20;
/** Times the median, and times the 95th percentile: far above both what is usual and what is usual at its largest. */
export const SIZE_TIMES_MEDIAN = 5;
export const SIZE_TIMES_HIGH = 3;

/** Errors within the window, and their least share of all that came. */
export const ERROR_WINDOW_MS = 10 * MINUTE_MS;
export const ERRORS_NEEDED = 10;
export const ERROR_SHARE = 0.5;

/** One strategy or account says the same of one rule at most once in this time. */
export const OBSERVED_EVERY_MS = HOUR_MS;
