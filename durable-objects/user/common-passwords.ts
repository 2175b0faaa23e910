import { dictionary } from "@zxcvbn-ts/language-common";

let common: ReadonlySet<string> | undefined;

/**
 * Whether attackers try this password first: zxcvbn's list of about 49,000 from published breaches, in small
 * letters. Made into a set when the first password is chosen, so that no other request waits for it.
 */
export function isCommonPassword(text: string): boolean {
  common ??= new Set(dictionary["passwords-common"]);
  return common.has(text);
}
