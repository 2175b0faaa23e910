import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dictionary } from "@zxcvbn-ts/language-common";
import { PASSWORD_SHORTEST } from "../src/domain/access/limits.ts";
import { root } from "./lib/root.ts";

/**
 * `node scripts/common-passwords.ts`: writes the list of common passwords that the gateway ships, out of
 * zxcvbn's. Only what its rules can ever look up: passwords that are long enough by themselves, and words that
 * are with something added to them (src/domain/access/password-rules.ts).
 */
const MOST_PADDING = 6;
const WORD = /^[a-z].*[a-z]$/;

const useful = dictionary["passwords-common"].filter(
  (text) =>
    text.length >= PASSWORD_SHORTEST || (text.length >= PASSWORD_SHORTEST - MOST_PADDING && WORD.test(text)),
);
// In order, because that is how it compresses best.
const file = join(root, "durable-objects/user/common-passwords.txt");
writeFileSync(file, `${useful.sort().join("\n")}\n`);
console.log(`${useful.length} of ${dictionary["passwords-common"].length} passwords`);
