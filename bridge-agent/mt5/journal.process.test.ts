import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ask, BUILD_TIMEOUT_MS, next, of, submit } from "./testing/fixtures.ts";
import { begin, builtAdvisor } from "./testing/rig.ts";

/** The journal's file, the only one that an expert advisor leaves. */
function journalIn(directory: string): string {
  const files = join(directory, "files");
  const [name] = readdirSync(files).sort();
  if (name === undefined) throw new Error("no journal");
  return join(files, name);
}

/** Trades once, stops, lets something happen to the journal, and starts again. */
async function damaged(harm: (journal: string) => void) {
  const rig = await begin();
  const first = rig.start();
  const before = await rig.nextConnection();
  await before.link();
  const bought = submit("a");
  before.say(bought);
  await before.result(bought.order);
  first.kill("SIGKILL");
  await first.end;
  harm(journalIn(rig.directory));
  const second = rig.start();
  const link = await rig.nextConnection();
  return { ...rig, bought, second, link };
}

describe("the expert advisor's journal", { timeout: 60_000 }, () => {
  beforeAll(() => builtAdvisor(), BUILD_TIMEOUT_MS);

  it("is read again when its last line is torn; the step is not sent again", async () => {
    const { link, bought, venue } = await damaged((journal) => {
      truncateSync(journal, readFileSync(journal).length - 7);
    });
    await link.link();
    link.say(bought);
    const from = await next(link, "result", ({ order }) => order === bought.order);
    expect(from.state === "done" || from.state === "sent").toBe(true);
    expect(await ask(link, bought)).toMatchObject({ state: "done" });
    const after = submit("b");
    link.say(after);
    expect(await link.result(after.order)).toMatchObject({ state: "done" });
    expect(venue.deals()).toHaveLength(2);
  });

  it("overlooks a line that is damaged, and goes on writing after rubbish at its end", async () => {
    const { link, venue, start, second, nextConnection } = await damaged((journal) => {
      appendFileSync(journal, "rubbish\u0000\u00ff");
    });
    await link.link();
    const after = submit("b");
    link.say(after);
    expect(await link.result(after.order)).toMatchObject({ state: "done" });
    second.kill("SIGKILL");
    await second.end;
    start();
    const third = await nextConnection();
    await third.link();
    expect(await ask(third, after)).toMatchObject({ state: "done" });
    expect(venue.deals()).toHaveLength(2);
  });

  it.each([
    ["lost", (journal: string) => rmSync(journal)],
    ["emptied", (journal: string) => writeFileSync(journal, "")],
  ] as const)("may be %s: what the venue's records know is still not sent again", async (_, harm) => {
    const { link, bought, venue } = await damaged(harm);
    expect(of(await link.link(), "deal")).toMatchObject([{ magic: bought.magic }]);
    link.say(bought);
    expect(await link.result(bought.order)).toMatchObject({ state: "done" });
    expect(await ask(link, bought)).toMatchObject({ state: "done" });
    expect(venue.deals()).toHaveLength(1);
  });

  it("cannot be written on a full disk: nothing is sent that is not in it, and a person is told", async () => {
    const rig = await begin();
    // Blocks of 1,024 bytes; the journal may grow to four of them.
    const program = rig.start({ shell: "trap '' XFSZ; ulimit -f 4" });
    const link = await rig.nextConnection();
    await link.link();
    const results: string[] = [];
    for (let at = 0; at < 40; at++) {
      const step = submit(`full-${at}`, { lots: "0.01" });
      link.say(step);
      results.push((await link.result(step.order)).state);
    }
    const done = results.filter((state) => state === "done").length;
    expect(done).toBeGreaterThan(0);
    expect(results.slice(done).every((state) => state === "refused")).toBe(true);
    expect(done).toBeLessThan(40);
    expect(rig.venue.deals()).toHaveLength(done);
    expect(of(link.told, "fault")).toMatchObject([{ code: "journal_failed" }]);
    program.kill("SIGKILL");
    await program.end;
    rig.start();
    const again = await rig.nextConnection();
    await again.link();
    const after = submit("after");
    again.say(after);
    expect(await again.result(after.order)).toMatchObject({ state: "done" });
  });
});
