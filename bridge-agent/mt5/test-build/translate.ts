import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Declarations } from "./declarations.ts";
import { declarationsOf } from "./declarations.ts";
import { rewrite } from "./rewrite.ts";

/** The handlers that the terminal calls, and the field of the shim's `Program` for each. */
const handlers: Readonly<Record<string, string>> = {
  OnDeinit: "deinit",
  OnTick: "tick",
  OnTimer: "timer",
  OnTrade: "trade",
  OnBookEvent: "book",
  OnTradeTransaction: "transaction",
};

/** A file of the program, in the order in which the compiler sees them; `parts` are between its includes. */
interface Piece {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

const includeLine = /^[ \t]*#include[ \t]+(?:"([^"\n]+)"|<([^>\n]+)>)[^\n]*$/m;

/** The source with its own `.mqh` files in their places, each once. */
export function piecesOf(file: string, seen: Set<string> = new Set()): Piece[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const pieces: Piece[] = [];
  let rest = readFileSync(file, "utf8").replace(/^\ufeff/, "");
  let line = 1;
  for (;;) {
    const found = includeLine.exec(rest);
    const text = found === null ? rest : rest.slice(0, found.index);
    pieces.push({ file, line, text });
    if (found === null) return pieces;
    const name = found[1];
    if (name === undefined) throw new Error(`${file}: <${found[2] ?? ""}> is not the program's own`);
    pieces.push(...piecesOf(join(dirname(file), name.replaceAll("\\", "/")), seen));
    line += text.split("\n").length - 1;
    rest = rest.slice(found.index + found[0].length);
  }
}

/** One C++ file of an MQL5 program and all that it includes. Throws on what the rewriting does not know. */
export function translate(file: string): string {
  const pieces = piecesOf(file);
  const declared = declarationsOf(pieces.map(({ text }) => text).join("\n"));
  const code = pieces.map((piece) => `#line ${piece.line} "${piece.file}"\n${rewriteOf(piece)}\n`);
  const before = [...declared.types, ...declared.prototypes];
  return ['#include "mql5.h"', ...before, ...code, '#line 1 "program table"', tableOf(declared)].join("\n");
}

function rewriteOf({ file, text }: Piece): string {
  try {
    return rewrite(text);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : "not understood"}`);
  }
}

/** Tells the shim which handlers there are, and how inputs are set. */
function tableOf({ functions, inputs }: Declarations): string {
  const lines = ["template <class F> static int mql_init(F init) {"];
  lines.push("  if constexpr (std::is_void_v<decltype(init())>) return init(), INIT_SUCCEEDED;");
  lines.push("  else return init();", "}", "Program program() {", "  Program one;");
  if (functions.includes("OnInit")) lines.push("  one.init = [] { return mql_init(OnInit); };");
  for (const [name, field] of Object.entries(handlers)) {
    if (functions.includes(name)) lines.push(`  one.${field} = ${name};`);
  }
  for (const name of inputs) {
    const set = `[](const std::string &text) { return set_input(${name}, text); }`;
    lines.push(`  one.inputs.push_back({"${name}", ${set}});`);
  }
  return [...lines, "  return one;", "}", ""].join("\n");
}
