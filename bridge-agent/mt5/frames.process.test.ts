import { beforeAll, describe, expect, it } from "vitest";
import { FrameReader, type FrameRecord } from "../../src/protocol/ea-frame.ts";
import { fromTerminalSchema } from "../../src/protocol/ea-link.ts";
import type { Connection } from "../paper-terminal/testing/tiny-agent.ts";
import { ask, BUILD_TIMEOUT_MS, next, submit } from "./testing/fixtures.ts";
import { begin, builtAdvisor } from "./testing/rig.ts";

/** Every kind of frame with its fields, as the link has them. */
const kinds = fromTerminalSchema.options.map(({ shape }) => ({
  kind: shape.type.value,
  fields: Object.keys(shape).sort(),
}));

/** The frames as they stand on the wire from now on, but for the very first, which may have come already. */
function wireOf(link: Connection): FrameRecord[] {
  const records: FrameRecord[] = [];
  const reader = new FrameReader();
  link.socket.on("data", (chunk: Buffer) => {
    const read = reader.push(chunk);
    if (read.ok) records.push(...read.value);
  });
  return records;
}

/** Sessions in which everything that the link knows is said once; the frames of the terminal, by kind. */
async function everythingOnce(): Promise<Map<string, FrameRecord[]>> {
  const { start, nextConnection, venue } = await begin();
  const program = start();
  const link = await nextConnection();
  const records = wireOf(link);
  await link.link();
  link.say(
    { type: "ping" },
    { type: "panel", gateway: "up", halted: "", last: "nothing" },
    { type: "watch", symbols: "EURUSD;XAUUSD", books: "EURUSD" },
    { type: "bars", id: 7, symbol: "EURUSD", frame: "M1", count: 20 },
  );
  await next(link, "pong");
  expect(await next(link, "bars")).toMatchObject({ id: 7, symbol: "EURUSD" });
  const bought = submit("a");
  const placed = submit("b", { action: "pending", kind: "limit", price: "1.08", filling: "return" });
  link.say(bought, placed);
  expect(await link.result(bought.order)).toMatchObject({ state: "done" });
  const { ticket } = await link.result(placed.order);
  await next(link, "pending", (told) => told.ticket === ticket);
  expect(await ask(link, bought)).toMatchObject({ state: "done" });
  const { position } = await next(link, "position");
  const close = submit("c", { side: "sell", position });
  const cancel = submit("d", { action: "remove", ticket });
  link.say(close, cancel);
  expect(await link.result(close.order)).toMatchObject({ state: "done" });
  expect(await link.result(cancel.order)).toMatchObject({ state: "done" });
  await next(link, "position_closed");
  await next(link, "gone");
  venue.market.set("EURUSD", "1.08600", "1.08610");
  await next(link, "tick", ({ bid }) => bid === "1.08600");
  await next(link, "book");
  program.kill("SIGKILL");
  await program.end;
  // With another journal the terminal has something to complain of.
  start({ files: "other files" });
  const again = await nextConnection();
  const late = wireOf(again);
  await again.link();
  again.say(bought);
  await next(again, "fault");
  const [hello] = again.told;
  const told = [...records, ...late, ...(hello?.type === "hello" ? [stringsOf(hello)] : [])];
  return Map.groupBy(told, ({ type }) => type ?? "");
}

function stringsOf(hello: object): FrameRecord {
  return Object.fromEntries(Object.entries(hello).map(([key, value]) => [key, String(value)]));
}

describe("the frames of the expert advisor", { timeout: 60_000 }, () => {
  let told = new Map<string, FrameRecord[]>();
  beforeAll(async () => {
    await builtAdvisor();
  }, BUILD_TIMEOUT_MS);

  it("are of all kinds within a session", async () => {
    told = await everythingOnce();
    expect([...told.keys()].sort()).toEqual(kinds.map(({ kind }) => kind).sort());
  });

  it.each(kinds)("of the kind $kind have the fields of the link and no others", ({ kind, fields }) => {
    const frames = told.get(kind) ?? [];
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) {
      expect(Object.keys(frame).sort()).toEqual(fields);
      expect(fromTerminalSchema.safeParse(frame).success).toBe(true);
    }
  });
});
