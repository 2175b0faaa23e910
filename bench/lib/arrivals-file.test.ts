import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ArrivalsFile } from "./arrivals-file.ts";

describe("ArrivalsFile", () => {
  let folder: string;
  let file: ArrivalsFile;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "arrivals-"));
    file = new ArrivalsFile(join(folder, "arrivals.txt"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("gives out every arrival once", () => {
    appendFileSync(file.path, "ord_1 10.5\nord_2 20\n");
    expect([...file.take()]).toEqual([
      ["ord_1", 10.5],
      ["ord_2", 20],
    ]);
    appendFileSync(file.path, "ord_3 30\n");
    expect([...file.take()]).toEqual([["ord_3", 30]]);
    expect(file.take().size).toBe(0);
  });

  it("waits for the end of a line that is half written", () => {
    appendFileSync(file.path, "ord_1 1");
    expect(file.take().size).toBe(0);
    appendFileSync(file.path, "23\n");
    expect(file.take().get("ord_1")).toBe(123);
  });

  it("keeps the first time of an order that came again", () => {
    appendFileSync(file.path, "ord_1 10\nord_1 99\n");
    expect(file.take().get("ord_1")).toBe(10);
  });

  it("has nothing before the terminal wrote anything", () => {
    expect(file.take().size).toBe(0);
  });

  it("throws at a line that is none, instead of measuring nonsense", () => {
    appendFileSync(file.path, "garbage\n");
    expect(() => file.take()).toThrow("not an arrival");
  });
});
