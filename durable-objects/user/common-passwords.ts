import list from "./common-passwords.txt";

let common: ReadonlySet<string> | undefined;

/**
 * Whether attackers try this password first: zxcvbn's list of published breaches, in small letters, as far as
 * the rules can look it up (`scripts/common-passwords.ts` writes it). Made into a set when the first password
 * is chosen, so that no other request waits for it.
 */
export function isCommonPassword(text: string): boolean {
  common ??= new Set(list.split("\n"));
  return common.has(text);
}
