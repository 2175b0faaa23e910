import { rewrite } from "./rewrite.ts";
import type { Token } from "./tokens.ts";
import { closingOf, isBlank, solidFrom, tokensOf } from "./tokens.ts";

/** What a source declares outside of functions and classes. */
export interface Declarations {
  /** Names of classes, structs and enumerations as C++ declares them before they are defined. */
  readonly types: readonly string[];
  /** Functions as C++ declares them; in MQL5 a function may be used above its definition. */
  readonly prototypes: readonly string[];
  readonly functions: readonly string[];
  /** Names of the `input` variables. */
  readonly inputs: readonly string[];
}

export function declarationsOf(source: string): Declarations {
  const tokens = tokensOf(source).filter((token) => !isBlank(token) && token.kind !== "directive");
  const found = { types: [], prototypes: [], functions: [], inputs: [] };
  let start = 0;
  for (let at = 0; at < tokens.length; at++) {
    const text = tokens[at]?.text;
    if (text === "{") at = closingOf(tokens, at);
    const ends = text === ";" || (text === "{" && tokens[solidFrom(tokens, at + 1)]?.text !== ";");
    if (!ends) continue;
    read(tokens.slice(start, at + 1), found);
    start = at + 1;
  }
  return found;
}

interface Found {
  readonly types: string[];
  readonly prototypes: string[];
  readonly functions: string[];
  readonly inputs: string[];
}

/** One declaration, with its body and its end. */
function read(given: readonly Token[], found: Found): void {
  const tokens = withoutGroups(given);
  const [first, second] = tokens;
  if (first === undefined || second === undefined) return;
  const opens = tokens.findIndex(({ text }) => text === "{");
  if ((first.text === "class" || first.text === "struct") && opens > 0)
    found.types.push(`${first.text} ${second.text};`);
  else if (first.text === "enum" && opens > 0) found.types.push(`enum ${second.text} : int;`);
  else if (first.text === "input" || first.text === "sinput") {
    const equals = tokens.findIndex(({ text }) => text === "=");
    const name = tokens[equals - 1];
    if (name !== undefined) found.inputs.push(name.text);
  } else readFunction(tokens, opens, found);
}

/** `input group "..."` needs no semicolon, so it can stand before another declaration. */
function withoutGroups(tokens: readonly Token[]): readonly Token[] {
  if (tokens[1]?.text !== "group") return tokens;
  return withoutGroups(tokens.slice(tokens[3]?.text === ";" ? 4 : 3));
}

function readFunction(tokens: readonly Token[], opens: number, found: Found): void {
  const bracket = tokens.findIndex(({ text }) => text === "(");
  if (bracket < 2 || opens < bracket || tokens[opens - 1]?.text !== ")") return;
  const head = tokens.slice(0, bracket);
  const name = head.at(-1);
  if (name?.kind !== "word" || head.some(({ text }) => text === "::" || text === "=")) return;
  const parameters = withoutDefaults(tokens.slice(bracket, opens));
  const text = rewrite([...head, ...parameters].map((token) => token.text).join(" "));
  found.prototypes.push(`${text};`);
  found.functions.push(name.text);
}

/** Leaves out `= value`; the definition says it, and C++ wants it said once. */
function withoutDefaults(tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  let skips = false;
  let depth = 0;
  tokens.forEach((token, at) => {
    if (token.text === "(") depth++;
    if (token.text === ")") depth--;
    if (token.text === "=") skips = true;
    else if ((token.text === "," && depth === 1) || at === tokens.length - 1) skips = false;
    if (!skips) kept.push(token);
  });
  return kept;
}
