import type { Token } from "./tokens.ts";
import { closingOf, solidFrom, tokensOf } from "./tokens.ts";

/**
 * Turns MQL5 into C++ that the shim's headers give a meaning to. Lines stay where they are, so that
 * `#line` makes the compiler's messages point at the source. What is rewritten:
 * - `#property` lines and `input group` go, and so do the words `input` and `sinput`;
 * - dates and colours become calls;
 * - a parameter `T &x[]` refers to an array wrapper, and so does a declaration `T x[]` or `T x[N]`;
 * - an enumeration has 32 bits.
 *
 * Throws on what the expert advisor is not to use: `#import`, arrays of several dimensions.
 */
export function rewrite(source: string): string {
  const tokens = tokensOf(source);
  const out: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    const step = rewriteAt(tokens, at);
    out.push(step.text);
    at = step.next;
  }
  return out.join("");
}

interface Step {
  readonly text: string;
  readonly next: number;
}

/** Words after which a word and a bracket are no declaration: `return list[0]`. */
const notTypes = new Set(["return", "else", "case", "delete", "new", "do", "in", "goto", "operator"]);

function rewriteAt(tokens: readonly Token[], at: number): Step {
  const token = tokens[at];
  if (token === undefined) return { text: "", next: at + 1 };
  if (token.kind === "directive") return { text: directiveOf(token), next: at + 1 };
  if (token.kind === "literal") return { text: literalOf(token.text), next: at + 1 };
  if (token.kind !== "word") return { text: token.text, next: at + 1 };
  if (token.text === "input" || token.text === "sinput") return inputAt(tokens, at);
  if (token.text === "enum") return enumAt(tokens, at);
  return arrayAt(tokens, at) ?? { text: token.text, next: at + 1 };
}

function directiveOf({ text, line }: Token): string {
  if (/^#\s*import\b/.test(text)) throw new Error(`line ${line}: the expert advisor imports nothing`);
  return /^#\s*property\b/.test(text) ? blankOf(text) : text;
}

/** Only the ends of lines. */
function blankOf(text: string): string {
  return text.replace(/[^\n]/g, "");
}

function literalOf(text: string): string {
  const inner = text.slice(2, -1);
  return text.startsWith("D") ? `mql_date("${inner}")` : `mql_color(${inner})`;
}

/** Drops the word; of a group the whole of it. */
function inputAt(tokens: readonly Token[], at: number): Step {
  const group = solidFrom(tokens, at + 1);
  if (tokens[group]?.text !== "group") return { text: "", next: at + 1 };
  const name = solidFrom(tokens, group + 1);
  const end = solidFrom(tokens, name + 1);
  return { text: "", next: tokens[end]?.text === ";" ? end + 1 : name + 1 };
}

function enumAt(tokens: readonly Token[], at: number): Step {
  const name = solidFrom(tokens, at + 1);
  const open = solidFrom(tokens, name + 1);
  if (tokens[name]?.kind !== "word" || tokens[open]?.text !== "{") return { text: "enum", next: at + 1 };
  return { text: `enum ${tokens[name]?.text ?? ""} : int `, next: open };
}

/** `T x[]`, `T x[N]` and `T &x[]` at a type's name; undefined when it is something else. */
function arrayAt(tokens: readonly Token[], at: number): Step | undefined {
  const type = tokens[at];
  if (type === undefined || notTypes.has(type.text)) return undefined;
  const second = solidFrom(tokens, at + 1);
  const refers = tokens[second]?.text === "&";
  const name = refers ? solidFrom(tokens, second + 1) : second;
  const open = solidFrom(tokens, name + 1);
  if (tokens[name]?.kind !== "word" || tokens[open]?.text !== "[") return undefined;
  const close = closingOf(tokens, open);
  const after = solidFrom(tokens, close + 1);
  const size = tokens
    .slice(open + 1, close)
    .map((token) => token.text)
    .join("")
    .trim();
  if (refers && size !== "") return undefined;
  if (tokens[after]?.text === "[") throw new Error(`line ${type.line}: an array of several dimensions`);
  const wrapper = size === "" ? `mql_array<${type.text}>` : `mql_fixed<${type.text}, (${size})>`;
  return { text: `${wrapper} ${refers ? "&" : ""}${tokens[name]?.text ?? ""}`, next: close + 1 };
}
