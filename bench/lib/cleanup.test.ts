import { describe, expect, it } from "vitest";
import { Cleanup } from "./cleanup.ts";

describe("Cleanup", () => {
  it("stops the last part first, because it may need the ones before", async () => {
    const stopped: string[] = [];
    const cleanup = new Cleanup();
    for (const name of ["folder", "gateway", "agent"]) cleanup.add(async () => void stopped.push(name));
    await cleanup.run();
    expect(stopped).toEqual(["agent", "gateway", "folder"]);
  });

  it("stops the others when one cannot be stopped, and says so", async () => {
    const stopped: string[] = [];
    const cleanup = new Cleanup();
    cleanup.add(async () => void stopped.push("gateway"));
    cleanup.add(() => Promise.reject(new Error("the agent hangs")));
    await expect(cleanup.run()).rejects.toThrow("not everything");
    expect(stopped).toEqual(["gateway"]);
  });

  it("stops at once what is started while everything is being stopped", async () => {
    const stopped: string[] = [];
    const cleanup = new Cleanup();
    await cleanup.run();
    cleanup.add(async () => void stopped.push("late"));
    expect(stopped).toEqual(["late"]);
  });

  it("stops nothing twice", async () => {
    let stops = 0;
    const cleanup = new Cleanup();
    cleanup.add(async () => void stops++);
    await cleanup.run();
    await cleanup.run();
    expect(stops).toBe(1);
  });
});
