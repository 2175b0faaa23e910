import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pricesFromFiles } from "./price-files.ts";
import { TICK_EXPORT_HEADER } from "./trade-server/market/prices/tick-export.ts";
import { symbolSpecs } from "./trade-server/market/symbols.ts";
import { specNamed } from "./trade-server/market/testing.ts";

const HOUR_MS = 3_600_000;
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "price-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, ...lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, [TICK_EXPORT_HEADER, ...lines, ""].join("\n"));
  return file;
}

const load = (...given: string[]) => pricesFromFiles(given, symbolSpecs, 2 * HOUR_MS);

describe("prices from files", () => {
  it("are those of the file, in the server's time", () => {
    const file = fileOf("a=b.csv", "2026.11.16\t10:00:00.000\t0.88500\t0.88520\t\t\t6");
    const sources = load(`USDCHF=${file}`);
    const tick = sources.ok
      ? sources.value.get("USDCHF")?.at(specNamed("USDCHF"), Date.parse("2026-11-16T08:00:00Z"))
      : undefined;
    expect(tick?.bidPoints).toBe(88_500);
    expect(tick?.atMs).toBe(Date.parse("2026-11-16T08:00:00Z"));
  });

  it("are refused in a sentence that says what to change", () => {
    const good = fileOf("good.csv", "2026.11.16\t10:00:00.000\t0.88500\t0.88520\t\t\t6");
    const bad = fileOf("bad.csv", "2026.11.16\t10:00:00.000\t0.88500\t0.88520", "nonsense");
    const message = (...given: string[]) => {
      const found = load(...given);
      return found.ok ? "" : found.error;
    };
    expect(message("USDCHF")).toBe("expected SYMBOL=FILE, got USDCHF");
    expect(message(`NOPE=${good}`)).toBe("the trade server has no symbol NOPE");
    expect(message(`USDCHF=${good}`, `USDCHF=${good}`)).toBe("two files for USDCHF");
    expect(message(`USDCHF=${bad}`)).toContain("bad.csv, line 3: no time");
    expect(message(`USDCHF=${join(folder, "none.csv")}`)).toContain("cannot read");
  });
});
