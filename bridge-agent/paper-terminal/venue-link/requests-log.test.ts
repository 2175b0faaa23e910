import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing/fixtures.ts";
import { fromVenueTerminal, type VenueRequest } from "./messages.ts";
import { openRequestsLog } from "./requests-log.ts";

function requestOf(magic: string): VenueRequest {
  const zero = { price: "0", stoplimit: "0", sl: "0", tp: "0", deviation: "20", expiration: "0" };
  const parsed = fromVenueTerminal.parse({
    ...{ type: "request", id: "1", action: "deal", kind: "buy", filling: "fok", time: "gtc" },
    ...{ symbol: "EURUSD", magic, order: "0", position: "0", position_by: "0", lots: "0.1", comment: "" },
    ...zero,
  });
  if (parsed.type !== "request") throw new Error("not a request");
  return parsed;
}

test("a broker that dies over a request has noted that it came, and one that starts again goes on below it", () => {
  const path = join(temporaryDirectory(), "requests.jsonl");
  openRequestsLog(path).came(requestOf("256"), undefined, 1_000);
  const again = openRequestsLog(path);
  again.came(requestOf("512"), "time_out_executed", 2_000);
  again.done(requestOf("512"), 10_009, 2_003);
  again.close();
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { event: "came", at: 1_000, magic: "256", action: "deal", symbol: "EURUSD", fault: null },
    { event: "came", at: 2_000, magic: "512", fault: "time_out_executed" },
    { event: "done", at: 2_003, magic: "512", retcode: 10_009 },
  ]);
});
