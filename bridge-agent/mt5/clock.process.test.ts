import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { temporaryDirectory } from "../paper-terminal/testing/fixtures.ts";
import { buildProgram } from "./test-build/build.ts";
import { BUILD_TIMEOUT_MS } from "./testing/fixtures.ts";
import { startProgram } from "./testing/program.ts";

const source = join(import.meta.dirname, "test-build", "fixtures", "clock.mq5");

beforeAll(() => buildProgram({ source }), BUILD_TIMEOUT_MS);

it("the expert advisor's clock lets no late order out, not when the host's clock jumps by an hour either way", async () => {
  const path = await buildProgram({ source });
  const program = startProgram(path, ["--files", temporaryDirectory()]);
  await program.end;
  const findings = program.printed().filter((text) => / (yes|no)$/.test(text));
  expect(findings).toHaveLength(12);
  expect(findings.filter((text) => text.endsWith(" no"))).toEqual([]);
});
