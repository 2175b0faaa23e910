import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing/fixtures.ts";
import { RotatingFile } from "./rotating-file.ts";

function fail(why: string): never {
  throw new Error(why);
}

const line = (number: number) => `line ${String(number).padStart(4, "0")}\n`;

test("a full file becomes the first old one, and the oldest is deleted", () => {
  const directory = temporaryDirectory();
  const file = new RotatingFile(join(directory, "agent.log"), { maxBytes: 30, files: 3 }, fail);
  for (let number = 1; number <= 13; number++) file.write(line(number));
  expect(readdirSync(directory).sort()).toEqual(["agent.log", "agent.log.1", "agent.log.2"]);
  const read = (name: string) => readFileSync(join(directory, name), "utf8");
  expect(read("agent.log")).toBe(line(13));
  expect(read("agent.log.1")).toBe(line(10) + line(11) + line(12));
  expect(read("agent.log.2")).toBe(line(7) + line(8) + line(9));
});

test("after a restart the file goes on where it was, and its old size counts", () => {
  const path = join(temporaryDirectory(), "agent.log");
  new RotatingFile(path, { maxBytes: 25, files: 2 }, fail).write(line(1));
  const again = new RotatingFile(path, { maxBytes: 25, files: 2 }, fail);
  again.write(line(2));
  again.write(line(3));
  expect(readFileSync(`${path}.1`, "utf8")).toBe(line(1) + line(2));
  expect(readFileSync(path, "utf8")).toBe(line(3));
});

test("only its owner may read it", () => {
  const path = join(temporaryDirectory(), "logs", "agent.log");
  new RotatingFile(path, { maxBytes: 100, files: 2 }, fail).write(line(1));
  expect(statSync(path).mode & 0o077).toBe(0);
});

test("a line longer than the limit is written whole", () => {
  const path = join(temporaryDirectory(), "agent.log");
  const long = `${"x".repeat(100)}\n`;
  new RotatingFile(path, { maxBytes: 10, files: 2 }, fail).write(long);
  expect(readFileSync(path, "utf8")).toBe(long);
});

test("where nothing can be written, that is told once and costs nothing else", () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "logs"), "a file where a directory should be");
  const told: string[] = [];
  const path = join(directory, "logs", "agent.log");
  const file = new RotatingFile(path, { maxBytes: 10, files: 2 }, (why) => told.push(why));
  file.write(line(1));
  file.write(line(2));
  expect(told).toHaveLength(1);
});

test("when writing works again, the next failure is told anew", () => {
  const directory = temporaryDirectory();
  const path = join(directory, "agent.log");
  const told: string[] = [];
  const file = new RotatingFile(path, { maxBytes: 20, files: 2 }, (why) => told.push(why));
  file.write(line(1));
  // A directory in the place of the old file: the rotation cannot go on.
  const obstacle = join(`${path}.1`, "full");
  mkdirSync(obstacle, { recursive: true });
  for (let number = 2; number <= 4; number++) file.write(line(number));
  expect(told).toHaveLength(1);
  rmSync(`${path}.1`, { recursive: true });
  for (let number = 5; number <= 6; number++) file.write(line(number));
  expect(readFileSync(path, "utf8")).toContain(line(6));
  rmSync(`${path}.1`, { force: true });
  mkdirSync(obstacle, { recursive: true });
  for (let number = 7; number <= 9; number++) file.write(line(number));
  expect(told).toHaveLength(2);
});
