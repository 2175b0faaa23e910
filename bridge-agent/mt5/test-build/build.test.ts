import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { temporaryDirectory } from "../../paper-terminal/testing/fixtures.ts";
import { buildProgram } from "./build.ts";
import { translate } from "./translate.ts";

const hello = join(import.meta.dirname, "fixtures", "hello.mq5");

describe("the build of an MQL5 program", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("says what is needed when there is no g++, and leaves no half build behind", async () => {
    vi.stubEnv("PATH", temporaryDirectory());
    const cache = temporaryDirectory();
    await expect(buildProgram({ source: hello, cache })).rejects.toThrow("apt-get install g++");
    expect(readdirSync(cache)).toEqual([]);
  });

  it("puts the program's own files in their places, each once, and points messages at them", () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "a.mqh"), "int A() { return 1; }\n");
    writeFileSync(
      join(folder, "main.mq5"),
      '#include "a.mqh"\n#include "a.mqh"\nint OnInit() { return A(); }\n',
    );
    const code = translate(join(folder, "main.mq5"));
    expect(code.split("int A() { return 1; }")).toHaveLength(2);
    expect(code).toContain(`#line 1 "${join(folder, "a.mqh")}"`);
    expect(code).toContain("one.init = [] { return mql_init(OnInit); };");
  });

  it("refuses includes from elsewhere", () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "main.mq5"), "#include <Trade/Trade.mqh>\n");
    expect(() => translate(join(folder, "main.mq5"))).toThrow("not the program's own");
  });
});
