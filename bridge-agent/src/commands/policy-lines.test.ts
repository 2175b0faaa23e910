import { expect, test } from "vitest";
import { policyLines } from "./policy-lines.ts";

test("a person reads whether entries go, why not, and how much of each limit is used", () => {
  const lines = policyLines({
    halted: { by: "alice", reason: "news", sinceMs: 0 },
    policy: {
      state: "kept",
      fault: { code: "policy_file_broken", message: "policy.toml is not right: line 2: x" },
      stops: [{ code: "policy_halted", message: "Trading is halted by alice: news" }],
      limits: [
        { name: "positions", limit: "5", used: "2" },
        { name: "symbols allowed", limit: "EUR*", used: null },
      ],
    },
  });
  expect(lines).toEqual([
    "policy      FILE NOT RIGHT; the one read before is in force",
    "  fault     policy.toml is not right: line 2: x",
    "entries     STOPPED",
    "  because   Trading is halted by alice: news",
    "  limit     positions: 2 of 5",
    "  limit     symbols allowed: EUR*",
  ]);
});

test("an agent of an earlier version says nothing of a policy", () => {
  expect(policyLines({})).toEqual([]);
});
