import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { err, ok, type Result } from "../../src/domain/result.ts";
import { readVariable } from "./r-data.ts";
import { tickExportOf } from "./usdchf.ts";

/**
 * `npm run prices [-- --to DIR]`: fetches half-hour prices of USDCHF, 1996 to 2001, for the trade server.
 * They come out of a Debian package by Debian's own tools (apt-get, dpkg-deb), and are not part of this
 * repository: the package has a licence of its own (GPL).
 */
const PACKAGE = "r-cran-timeseries";
const DATA = "usr/lib/R/site-library/timeSeries/data";

const { values } = parseArgs({ options: { to: { type: "string", default: ".sallyport/prices" } } });
const folder = resolve(values.to);

/** Unpacks the package into `work` and gives the folder of its data. */
function unpack(work: string): Result<string, string> {
  try {
    execFileSync("apt-get", ["download", PACKAGE], { cwd: work, stdio: ["ignore", "ignore", "pipe"] });
    const file = readdirSync(work).find((name) => name.endsWith(".deb"));
    if (file === undefined) return err(`apt-get brought no package ${PACKAGE}.`);
    execFileSync("dpkg-deb", ["-x", join(work, file), join(work, "x")], { stdio: "pipe" });
    return ok(join(work, "x", DATA));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(
      `Could not fetch ${PACKAGE}; this needs Debian or Ubuntu with its package lists up to date.\n${reason}`,
    );
  }
}

/** The prices as the text of a file. */
function fetchPrices(work: string): Result<string, string> {
  const data = unpack(work);
  if (!data.ok) return data;
  const file = (name: string) => readFileSync(join(data.value, name));
  const series = readVariable(file("Rdata.rdx"), file("Rdata.rdb"), "USDCHF");
  const text = series.ok ? tickExportOf(series.value) : series;
  return text.ok ? text : err(`The package's data are not as expected: ${text.error}.`);
}

const work = mkdtempSync(join(tmpdir(), "sallyport-prices-"));
const prices = fetchPrices(work);
rmSync(work, { recursive: true, force: true });
if (prices.ok) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "USDCHF.csv");
  writeFileSync(file, prices.value);
  console.log(`${relative(process.cwd(), file)} holds ${prices.value.split("\n").length - 2} prices.`);
} else {
  console.error(prices.error);
  process.exitCode = 1;
}
