import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { orderIdOf, temporaryDirectory } from "../testing/fixtures.ts";
import { Journal } from "./journal.ts";
import { asJournalFailure, JournalFailed } from "./journal-failed.ts";
import { Turns } from "./turns.ts";

/** What SQLite says when there is no room. */
function fullDisk(): unknown {
  const database = new DatabaseSync(`${temporaryDirectory()}/full.sqlite`);
  database.exec("PRAGMA max_page_count = 2; CREATE TABLE a (b)");
  try {
    database.exec("INSERT INTO a VALUES (hex(randomblob(100000)))");
  } catch (cause) {
    return cause;
  }
  throw new Error("there was room");
}

test("a full disk is said in words, with what to do", () => {
  expect(asJournalFailure(fullDisk())).toMatchObject({
    code: "journal_full",
    message: expect.stringMatching(/disk is full/),
    hint: expect.stringMatching(/free some space/),
  });
});

test("what is no failure of a file comes back as it is", () => {
  const bug = new Error("a bug");
  expect(asJournalFailure(bug)).toBe(bug);
  expect(asJournalFailure("text")).toBe("text");
});

test("nothing of a turn leaves that could not be journalled, and no later turn's either", () => {
  const journal = new Journal(`${temporaryDirectory()}/journal.sqlite`);
  const left: string[] = [];
  const turns = new Turns(
    journal,
    {
      toTerminal: (messages) => void left.push(...messages.map(({ type }) => type)),
      toGateway: () => void left.push("gateway"),
    },
    () => 42,
  );
  turns.run(() => turns.report(orderIdOf(1), { event: "accepted" }));
  expect(left).toEqual(["gateway"]);
  const broken = fullDisk();
  journal.commit = () => {
    throw broken;
  };
  const submit = () => {
    turns.report(orderIdOf(2), { event: "accepted" });
    turns.acknowledge();
    turns.toTerminal({ type: "ping" });
  };
  expect(() => turns.run(submit)).toThrow(JournalFailed);
  expect(() => turns.run(() => turns.toTerminal({ type: "ping" }))).not.toThrow();
  expect(left).toEqual(["gateway"]);
});
