import { gunzipSync, inflateSync } from "node:zlib";
import { err, ok, type Result } from "../../src/domain/result.ts";

/**
 * Reads the data of an R package without R. Format: "R Internals", sections "Serialization Formats" and
 * "Lazy loading": `Rdata.rdx` is a gzipped index of variables, `Rdata.rdb` holds each of them as a block of
 * a four-byte length and zlib data, which is R's serialization in XDR (big-endian). Only what data sets are
 * made of is understood: vectors, lists, attributes and S4 objects.
 */
export type RValue =
  | { readonly kind: "numbers"; readonly values: readonly number[]; readonly attributes: RAttributes }
  | { readonly kind: "strings"; readonly values: readonly string[]; readonly attributes: RAttributes }
  | { readonly kind: "list"; readonly values: readonly RValue[]; readonly attributes: RAttributes }
  /** Null, symbols, environments and objects of which only the attributes matter. */
  | { readonly kind: "other"; readonly attributes: RAttributes };
export type RAttributes = ReadonlyMap<string, RValue>;

/** Bytes that are no R data, or more of R than is understood here. */
class NotUnderstood extends Error {}

const types = {
  symbol: 1,
  pairlist: 2,
  text: 9,
  logical: 10,
  integer: 13,
  real: 14,
  strings: 16,
  list: 19,
  object: 25,
  persistent: 247,
  reference: 255,
} as const;
/** NULL and the environments that have numbers of their own: one flag word and nothing else. */
const bare = new Set([241, 242, 250, 251, 252, 253, 254]);
const HAS_ATTRIBUTES = 0x200;
const HAS_TAG = 0x400;
const MISSING_INTEGER = -0x80000000;

const nothing: RValue = { kind: "other", attributes: new Map() };

function reader(bytes: Buffer) {
  let place = 0;
  const advance = (length: number): number => {
    if (length < 0 || place + length > bytes.length) throw new NotUnderstood("the data end too early");
    place += length;
    return place - length;
  };
  return {
    int: () => bytes.readInt32BE(advance(4)),
    double: () => bytes.readDoubleBE(advance(8)),
    text: (length: number) => {
      const start = advance(length);
      return bytes.toString("utf8", start, start + length);
    },
  };
}

function unserialize(bytes: Buffer): RValue {
  const data = reader(bytes);
  /** Symbols and persistent names by the order in which they came; only their text matters here. */
  const references: string[] = [];

  const header = () => {
    if (data.text(2) !== "X\n") throw new NotUnderstood("not in R's XDR format");
    const version = data.int();
    data.int();
    data.int();
    if (version === 3) data.text(data.int());
    else if (version !== 2) throw new NotUnderstood(`version ${version} of R's format`);
  };

  const charsOf = (flags: number): string => {
    if ((flags & 0xff) !== types.text) throw new NotUnderstood("a text was expected");
    const length = data.int();
    return length === -1 ? "NA" : data.text(length);
  };
  const repeat = <T>(read: () => T): T[] => Array.from({ length: data.int() }, read);
  const strings = () => repeat(() => charsOf(data.int()));

  /** The name that a tag of a pairlist has. */
  const nameOf = (flags: number): string => {
    const type = flags & 0xff;
    if (type === types.reference) return references[(flags >> 8 || data.int()) - 1] ?? "";
    if (type !== types.symbol) throw new NotUnderstood("a name was expected");
    const name = charsOf(data.int());
    references.push(name);
    return name;
  };

  /** The named values of a pairlist that begins with `flags`; a list ends with NULL. */
  const pairs = (first: number): Map<string, RValue> => {
    const found = new Map<string, RValue>();
    for (let flags = first; (flags & 0xff) === types.pairlist; flags = data.int()) {
      if (flags & HAS_ATTRIBUTES) pairs(data.int());
      const name = flags & HAS_TAG ? nameOf(data.int()) : "";
      found.set(name, item(data.int()));
    }
    return found;
  };

  const item = (flags: number): RValue => {
    const type = flags & 0xff;
    if (bare.has(type)) return nothing;
    const attributes = () => (flags & HAS_ATTRIBUTES ? pairs(data.int()) : new Map<string, RValue>());
    switch (type) {
      case types.symbol:
      case types.reference:
        nameOf(flags);
        return nothing;
      case types.persistent:
        data.int();
        references.push(strings().join());
        return nothing;
      case types.pairlist:
        return { kind: "other", attributes: pairs(flags) };
      case types.logical:
      case types.integer: {
        const values = repeat(data.int).map((value) => (value === MISSING_INTEGER ? Number.NaN : value));
        return { kind: "numbers", values, attributes: attributes() };
      }
      case types.real:
        return { kind: "numbers", values: repeat(data.double), attributes: attributes() };
      case types.strings:
        return { kind: "strings", values: strings(), attributes: attributes() };
      case types.list:
        return { kind: "list", values: repeat(() => item(data.int())), attributes: attributes() };
      case types.object:
        return { kind: "other", attributes: attributes() };
      default:
        throw new NotUnderstood(`a value of R's type ${type}`);
    }
  };

  header();
  return item(data.int());
}

/** Where a variable is in `Rdata.rdb`: offset and length of its block, by the index. */
function placeOf(index: RValue, variable: string): readonly [number, number] {
  const named = (list: RValue, name: string): RValue => {
    const names = list.attributes.get("names");
    const at = names?.kind === "strings" ? names.values.indexOf(name) : -1;
    const value = list.kind === "list" ? list.values[at] : undefined;
    if (value === undefined) throw new NotUnderstood(`no "${name}" in the index`);
    return value;
  };
  const place = named(named(index, "variables"), variable);
  const [offset, length] = place.kind === "numbers" ? place.values : [];
  if (offset === undefined || length === undefined) throw new NotUnderstood("a place in the index");
  return [offset, length];
}

/** One variable of a package's data: `index` is `Rdata.rdx`, `blocks` is `Rdata.rdb`. */
export function readVariable(index: Buffer, blocks: Buffer, variable: string): Result<RValue, string> {
  try {
    const [offset, length] = placeOf(unserialize(gunzipSync(index)), variable);
    return ok(unserialize(inflateSync(blocks.subarray(offset + 4, offset + length))));
  } catch (error) {
    if (error instanceof NotUnderstood) return err(error.message);
    // zlib says so of bytes that it cannot unpack.
    if (error instanceof Error && "code" in error) return err(`not compressed as expected: ${error.message}`);
    throw error;
  }
}
