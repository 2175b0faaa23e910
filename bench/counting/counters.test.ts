import { beforeEach, describe, expect, it } from "vitest";
import { countCalls, countsOf, countWrites, takeCounts } from "./counters.ts";

class FakeSql {
  readonly made: { rowsWritten: number }[] = [];
  #log: string[] = [];

  exec(statement: string): { rowsWritten: number } {
    this.#log.push(statement);
    const cursor = { rowsWritten: 0 };
    this.made.push(cursor);
    return cursor;
  }

  get log(): readonly string[] {
    return this.#log;
  }
}

class FakeStub {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  receive(alert: string): string {
    return `${this.#name} got ${alert}`;
  }
}

class FakeNamespace {
  getByName(name: string): FakeStub {
    return new FakeStub(name);
  }

  idFromName(name: string): string {
    return name;
  }
}

describe("counters", () => {
  beforeEach(() => void takeCounts());

  it("counts the rows that a cursor has written by the time it was read, not when it was made", () => {
    const storage = { sql: new FakeSql(), setAlarm: () => Promise.resolve() };
    countWrites(storage, countsOf("Ledger"));
    storage.sql.exec("INSERT …");
    for (const cursor of storage.sql.made) cursor.rowsWritten = 3;
    expect(takeCounts()["Ledger"]?.rowsWritten).toBe(3);
    expect(storage.sql.log).toEqual(["INSERT …"]);
  });

  it("counts an alarm that is set as a written row, as the platform does", async () => {
    const storage = { sql: new FakeSql(), setAlarm: () => Promise.resolve() };
    countWrites(storage, countsOf("Ledger"));
    await storage.setAlarm();
    expect(takeCounts()["Ledger"]?.rowsWritten).toBe(1);
  });

  it("counts every call on a stub and hands it on unchanged", () => {
    const counts = countsOf("Strategy");
    const namespace = countCalls(new FakeNamespace(), counts);
    const stub = namespace.getByName("str_1");
    expect(stub.receive("a")).toBe("str_1 got a");
    expect(stub.receive("b")).toBe("str_1 got b");
    expect(counts.requests).toBe(2);
  });

  it("does not count what reaches no object", () => {
    const counts = countsOf("Strategy");
    expect(countCalls(new FakeNamespace(), counts).idFromName("x")).toBe("x");
    expect(counts.requests).toBe(0);
  });

  it("starts from nothing after the counts were taken", () => {
    const counts = countsOf("Strategy");
    counts.messages += 5;
    expect(takeCounts()["Strategy"]?.messages).toBe(5);
    expect(takeCounts()["Strategy"]?.messages).toBe(0);
  });
});
