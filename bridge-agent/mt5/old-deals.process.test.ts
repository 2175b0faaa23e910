import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, it } from "vitest";
import { BUILD_TIMEOUT_MS, next, of, submit } from "./testing/fixtures.ts";
import { begin, builtAdvisor } from "./testing/rig.ts";
import { openVenue } from "./testing/venue.ts";

const DAY_MS = 86_400_000;

/** A venue with one deal of this age, and an expert advisor that starts with an empty journal. */
async function dealtBefore(days: number) {
  const rig = await begin();
  const { directory, start, nextConnection } = rig;
  const first = start();
  const before = await nextConnection();
  await before.link();
  const bought = submit("a");
  before.say(bought);
  const { deal } = await before.result(bought.order);
  first.kill("SIGKILL");
  await first.end;
  rig.venue.close();
  const records = new DatabaseSync(join(directory, "venue.db"));
  records.prepare("UPDATE deals SET at_ms = at_ms - ?").run(days * DAY_MS);
  records.close();
  await openVenue(directory, { port: rig.venue.port });
  start({ files: "other files" });
  return { bought, deal, link: await nextConnection() };
}

describe("an agent that has lost its journal", { timeout: 60_000 }, () => {
  beforeAll(() => builtAdvisor(), BUILD_TIMEOUT_MS);

  it("is told the deals of the last 30 days", async () => {
    const { deal, link } = await dealtBefore(29);
    expect(of(await link.link("0"), "deal")).toMatchObject([{ deal }]);
  });

  it("is told an older deal when it asks what came of the step, before the answer, and once", async () => {
    const { bought, deal, link } = await dealtBefore(31);
    expect(of(await link.link("0"), "deal")).toEqual([]);
    const query = { type: "query", order: bought.order, step: 0, magic: bought.magic, from: 0 } as const;
    link.say(query);
    const answer = await next(link, "answer");
    expect(answer).toMatchObject({ state: "done", deal });
    const told = link.told.slice(0, link.told.indexOf(answer));
    expect(of(told, "deal")).toMatchObject([{ deal, magic: bought.magic, order: bought.order, entry: "in" }]);
    link.say(query, { type: "ping" });
    await next(link, "pong");
    expect(of(link.told, "answer")).toHaveLength(2);
    expect(of(link.told, "deal")).toHaveLength(1);
  });
});
