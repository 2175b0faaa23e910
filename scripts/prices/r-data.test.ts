import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readVariable } from "./r-data.ts";
import { tickExportOf } from "./usdchf.ts";

/** A writer of the little of R's XDR serialization that a time series needs, by "R Internals". */
const int = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const double = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
};
const ATTRIBUTES = 0x200;
const NULL = int(254);
const header3 = Buffer.concat([
  Buffer.from("X\n"),
  int(3),
  int(0x40201),
  int(0x30500),
  int(5),
  Buffer.from("UTF-8"),
]);
const header2 = Buffer.concat([Buffer.from("X\n"), int(2), int(0x40201), int(0x20300)]);
const chars = (text: string) =>
  Buffer.concat([int(0x40009), int(Buffer.byteLength(text)), Buffer.from(text)]);
const symbol = (name: string) => Buffer.concat([int(1), chars(name)]);
/** A pairlist of tagged values; `tag` gives the bytes of a name. */
const pairs = (entries: readonly (readonly [Buffer, Buffer])[]) =>
  Buffer.concat([...entries.flatMap(([tag, value]) => [int(0x402), tag, value]), NULL]);
const reals = (values: readonly number[], attributes?: Buffer) =>
  Buffer.concat([
    int(14 | (attributes === undefined ? 0 : ATTRIBUTES)),
    int(values.length),
    ...values.map(double),
    attributes ?? Buffer.alloc(0),
  ]);
const ints = (values: readonly number[]) => Buffer.concat([int(13), int(values.length), ...values.map(int)]);
const strings = (values: readonly string[]) =>
  Buffer.concat([int(16), int(values.length), ...values.map(chars)]);
const list = (names: Buffer, name: readonly string[], values: readonly Buffer[]) =>
  Buffer.concat([int(19 | ATTRIBUTES), int(values.length), ...values, pairs([[names, strings(name)]])]);

/** The two files of a package with one variable, after a block of something else. */
function packageOf(variable: string, value: Buffer): { index: Buffer; blocks: Buffer } {
  const other = Buffer.from("something else");
  const block = Buffer.concat([int(value.length), deflateSync(value)]);
  const names = symbol("names");
  // The second list names its attribute by a reference to the first symbol that came.
  const variables = list(names, [variable], [ints([other.length, block.length])]);
  const references = list(Buffer.from(int((1 << 8) | 255)), [], []);
  const index = Buffer.concat([
    header3,
    int(19 | ATTRIBUTES),
    int(2),
    variables,
    references,
    pairs([[int((1 << 8) | 255), strings(["variables", "references"])]]),
  ]);
  return { index: gzipSync(index), blocks: Buffer.concat([other, block]) };
}

const seconds = [828_309_600, 828_311_400, 828_313_200];
const prices = [1.19299999, 1.1941, 1.1933];
const series = Buffer.concat([
  header3,
  reals(
    prices,
    pairs([
      [symbol("units"), strings(["USDCHF"])],
      [symbol("positions"), reals(seconds)],
      [symbol("recordIDs"), Buffer.concat([int(19), int(0)])],
    ]),
  ),
]);

function read(value: Buffer, variable = "USDCHF") {
  const { index, blocks } = packageOf("USDCHF", value);
  return readVariable(index, blocks, variable);
}

describe("the data of an R package", () => {
  it("are read with their attributes", () => {
    const found = read(series);
    expect(found.ok && found.value).toMatchObject({ kind: "numbers", values: prices });
    const positions = found.ok ? found.value.attributes.get("positions") : undefined;
    expect(positions).toMatchObject({ kind: "numbers", values: seconds });
  });

  it("are read in the older version of the format too", () => {
    const found = read(Buffer.concat([header2, ints([1, -0x80000000])]));
    expect(found.ok && found.value).toMatchObject({ kind: "numbers", values: [1, Number.NaN] });
  });

  it("are read through S4 objects, NULL and names that were used before", () => {
    const reference = int((1 << 8) | 255);
    const object = Buffer.concat([
      header3,
      int(25 | ATTRIBUTES),
      pairs([
        [symbol("units"), NULL],
        [reference, strings(["second", "wins"])],
      ]),
    ]);
    const found = read(object);
    const units = found.ok ? found.value.attributes.get("units") : undefined;
    expect(units).toMatchObject({ kind: "strings", values: ["second", "wins"] });
  });

  it.each([
    ["a variable that is not there", series, "EURUSD", 'no "EURUSD" in the index'],
    ["data that end too early", series.subarray(0, series.length - 20), "USDCHF", "the data end too early"],
    ["another format", Buffer.from("A\n3\n"), "USDCHF", "not in R's XDR format"],
    ["a newer version", Buffer.concat([Buffer.from("X\n"), int(4), int(0), int(0)]), "USDCHF", "version 4"],
    ["code", Buffer.concat([header3, int(3)]), "USDCHF", "a value of R's type 3"],
  ])("are refused with a reason: %s", (_what, value, variable, message) => {
    const found = read(value, variable);
    expect(found.ok ? "" : found.error).toContain(message);
  });

  it("are refused with a reason when they are not compressed as expected", () => {
    const { index } = packageOf("USDCHF", series);
    const found = readVariable(index, Buffer.alloc(500), "USDCHF");
    expect(found.ok ? "" : found.error).toContain("not compressed as expected");
  });
});

describe("the series of USDCHF", () => {
  it("becomes ticks in MetaTrader's export format, a broker's time and five digits", () => {
    const found = read(series);
    const text = found.ok ? tickExportOf(found.value) : found;
    expect(text.ok && text.value.split("\n")).toEqual([
      "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>",
      "1996.04.01\t00:00:00.000\t1.19300\t1.19330\t\t\t6",
      "1996.04.01\t00:30:00.000\t1.19410\t1.19440\t\t\t6",
      "1996.04.01\t01:00:00.000\t1.19330\t1.19360\t\t\t6",
      "",
    ]);
  });

  it("is refused when prices and times do not go together", () => {
    const found = read(Buffer.concat([header3, reals(prices, pairs([[symbol("positions"), reals([1])]]))]));
    expect(found.ok && tickExportOf(found.value).ok).toBe(false);
  });
});
