import { feedCloseCodes } from "../../../src/protocol/feed.ts";

/** What a page does after its socket was closed; `why` is for people. */
export type AfterClose =
  /** Connect again after a pause; `seconds` is how long the gateway wants to be left alone. */
  | { readonly kind: "again"; readonly why: string; readonly seconds?: number }
  /** The role changed: ask who one is now, then connect again. */
  | { readonly kind: "renewPerson"; readonly why: string }
  /** New cookies, then connect again; when there are none, the login. */
  | { readonly kind: "renewSession"; readonly why: string }
  /** It stays like that until something else changes. */
  | { readonly kind: "refused"; readonly why: string };

const again = "again" as const;
const { unsupportedVersion, badFrame, rightsChanged, slowReader, tooManyMessages } = feedCloseCodes;
const { sessionEnded, forbidden, unknownAccount, throttled, refused } = feedCloseCodes;

const known: ReadonlyMap<number, AfterClose> = new Map<number, AfterClose>([
  [unsupportedVersion, { kind: "refused", why: "The gateway is newer than this page. Reload the page." }],
  [badFrame, { kind: again, why: "The gateway did not understand this page.", seconds: 10 }],
  [rightsChanged, { kind: "renewPerson", why: "Your role changed." }],
  [slowReader, { kind: again, why: "This page could not keep up." }],
  [tooManyMessages, { kind: again, why: "This page asked for too much at once.", seconds: 5 }],
  [sessionEnded, { kind: "renewSession", why: "The session is being renewed." }],
  [forbidden, { kind: "refused", why: "Your role sees nothing live on this account." }],
  [unknownAccount, { kind: "refused", why: "There is no such account, or it is not yours to see." }],
  [throttled, { kind: again, why: "Too many pages are connected from here, or too often.", seconds: 10 }],
  [refused, { kind: again, why: "The gateway refused the live connection.", seconds: 10 }],
]);

const LOST: AfterClose = { kind: again, why: "The connection to the gateway was lost." };
const NAMED_SECONDS = / ([1-9][0-9]{0,4})$/;

/** What to do about a close, by its code; a reason may end with the seconds to wait, as in `throttled 10`. */
export function afterClose(code: number, reason: string): AfterClose {
  const found = known.get(code) ?? LOST;
  const named = NAMED_SECONDS.exec(reason)?.[1];
  return found.kind === again && named !== undefined ? { ...found, seconds: Number(named) } : found;
}
