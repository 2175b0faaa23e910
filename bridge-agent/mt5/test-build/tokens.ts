/**
 * MQL5 source in pieces, nothing left out: joined again they give the source. `literal` is a date or a
 * colour (`D'...'`, `C'...'`), `directive` a whole line that begins with `#`.
 */
export interface Token {
  readonly kind: "space" | "comment" | "word" | "number" | "text" | "literal" | "directive" | "mark";
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

const shapes: readonly (readonly [Token["kind"], RegExp])[] = [
  ["space", /\s+/y],
  ["comment", /\/\/[^\n]*|\/\*[\s\S]*?\*\//y],
  ["literal", /[DC]'[^'\n]*'/y],
  ["word", /[A-Za-z_][A-Za-z0-9_]*/y],
  ["number", /0[xX][0-9A-Fa-f]+|[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?[a-zA-Z]*/y],
  ["text", /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y],
  ["mark", /::|[^\s]/y],
];
const directive = /#(?:\\\r?\n|[^\n])*/y;

/** Throws when a text or a comment has no end. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineIsBlank = true;
  while (at < source.length) {
    const token = nextToken(source, at, line, lineIsBlank);
    tokens.push(token);
    at += token.text.length;
    line += token.text.split("\n").length - 1;
    if (token.text.includes("\n")) lineIsBlank = token.kind === "space" || token.kind === "directive";
    else lineIsBlank &&= token.kind === "space" || token.kind === "comment";
  }
  return tokens;
}

function nextToken(source: string, at: number, line: number, lineIsBlank: boolean): Token {
  if (lineIsBlank && source[at] === "#") {
    return { kind: "directive", text: matched(directive, source, at) ?? "#", line };
  }
  for (const [kind, shape] of shapes) {
    const text = matched(shape, source, at);
    if (text === undefined) continue;
    if (text === '"' || text === "'") throw new Error(`line ${line}: a text without an end`);
    if (kind === "mark" && source.startsWith("/*", at)) {
      throw new Error(`line ${line}: a comment without an end`);
    }
    return { kind, text, line };
  }
  throw new Error(`line ${line}: not MQL5`);
}

function matched(shape: RegExp, source: string, at: number): string | undefined {
  shape.lastIndex = at;
  return shape.exec(source)?.[0];
}

/** True for what the compiler does not look at. */
export function isBlank(token: Token): boolean {
  return token.kind === "space" || token.kind === "comment";
}

/** The index of the next token from `from` on that is not blank; the length of the list when there is none. */
export function solidFrom(tokens: readonly Token[], from: number): number {
  let at = from;
  for (let token = tokens[at]; token !== undefined && isBlank(token); token = tokens[at]) at++;
  return at;
}

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** The index of the bracket that closes the one at `open`. Throws when there is none. */
export function closingOf(tokens: readonly Token[], open: number): number {
  const first = tokens[open];
  const close = closing[first?.text ?? ""];
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== "mark") continue;
    if (token.text === first?.text) depth++;
    else if (token.text === close && --depth === 0) return at;
  }
  throw new Error(`line ${first?.line ?? 0}: a bracket without an end`);
}
