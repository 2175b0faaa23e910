import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { BUILD_TIMEOUT_MS, of, submit } from "./testing/fixtures.ts";
import { begin, builtAdvisor } from "./testing/rig.ts";

function journalIn(directory: string): string {
  const files = join(directory, "files");
  const [name] = readdirSync(files).sort();
  if (name === undefined) throw new Error("no journal");
  return join(files, name);
}

/** The ids of the journal before and after something happened to its file; it has some steps in it. */
async function idsAround(harm: (journal: string) => void) {
  const { directory, start, nextConnection } = await begin();
  const first = start();
  const before = await nextConnection();
  await before.link();
  const steps = [submit("a"), submit("b"), submit("c")];
  before.say(...steps);
  for (const { order } of steps) await before.result(order);
  first.kill("SIGKILL");
  await first.end;
  harm(journalIn(directory));
  start();
  const after = await nextConnection();
  await after.link();
  const [one, two] = [before, after].map(({ told }) => of(told, "hello")[0]?.journal);
  expect(one).toMatch(/^[0-9a-f]{32}$/);
  expect(two).toMatch(/^[0-9a-f]{32}$/);
  return { one, two, lines: () => readFileSync(journalIn(directory), "utf8").split("\n") };
}

describe("the id of the journal", { timeout: 60_000 }, () => {
  beforeAll(() => builtAdvisor(), BUILD_TIMEOUT_MS);

  it("stays while the journal does", async () => {
    const { one, two } = await idsAround(() => undefined);
    expect(two).toBe(one);
  });

  it("stays when the file is written anew, and is in its first line", async () => {
    // A line that was cut makes it write the file anew.
    const { one, two, lines } = await idsAround((journal) => appendFileSync(journal, "rubbish"));
    expect(two).toBe(one);
    expect(lines()[0]).toContain(`id=${one}`);
    expect(lines().filter((line) => line.includes("id="))).toHaveLength(1);
    expect(lines().join()).not.toContain("rubbish");
  });

  it.each([
    ["the journal is lost", (journal: string) => rmSync(journal)],
    ["the journal is empty", (journal: string) => writeFileSync(journal, "")],
    [
      "a line of it is damaged, which may have been a step",
      (journal: string) => {
        const lines = readFileSync(journal, "utf8").split("\n");
        lines[2] = `${lines[2]}0`;
        writeFileSync(journal, lines.join("\n"));
      },
    ],
  ] as const)("is another one when %s", async (_, harm) => {
    const { one, two } = await idsAround(harm);
    expect(two).not.toBe(one);
  });

  it("is another one for every journal that is made", async () => {
    const { start, nextConnection } = await begin();
    const ids = new Set<string | undefined>();
    for (const files of ["a", "b", "c"]) {
      const program = start({ files });
      const link = await nextConnection();
      await link.link();
      ids.add(of(link.told, "hello")[0]?.journal);
      program.kill("SIGKILL");
      await program.end;
    }
    expect(ids.size).toBe(3);
  });
});
