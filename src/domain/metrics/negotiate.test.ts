import { expect, test } from "vitest";
import { negotiateFormat } from "./negotiate.ts";

test("the format is the one that is wanted most, and the one that everybody reads when in doubt", () => {
  const prometheus3 =
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
  expect(negotiateFormat(prometheus3)).toBe("openmetrics");
  expect(negotiateFormat("application/openmetrics-text; version=1.0.0")).toBe("openmetrics");
  expect(negotiateFormat("application/openmetrics-text")).toBe("openmetrics");
  for (const accept of [
    undefined,
    "",
    "*/*",
    "text/html",
    "text/plain;version=0.0.4",
    "application/openmetrics-text;version=0.0.1",
    "application/openmetrics-text;version=1.0.0;q=0",
    "application/openmetrics-text;version=1.0.0;q=0.3,text/plain;version=0.0.4;q=0.5",
    "application/openmetrics-text;q=x",
    ";;;,,,===",
  ]) {
    expect(negotiateFormat(accept), accept).toBe("prometheus");
  }
});
