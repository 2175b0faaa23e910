import { parse, TomlError } from "smol-toml";
import type { z } from "zod";
import { nearestWord } from "../../../src/domain/alert/suggest.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import { lineOfKey } from "./line-of-key.ts";
import { type Policy, policySchema } from "./policy.ts";

/** No policy needs more; this bounds what a wrong file can cost. */
const MAX_CHARACTERS = 65_536;

/** The code of everything that is wrong with a policy file. */
export const POLICY_FILE_BROKEN = "policy_file_broken";

/** Every key of every table, for "did you mean". */
const knownKeys = [
  ...[
    "version",
    "account",
    "initial_balance",
    "external",
    "day",
    "starts",
    "zone",
    "symbols",
    "allow",
    "deny",
  ],
  ...["volume", "max_lots_per_order", "max_lots_per_symbol", "orders", "max_positions", "max_pending"],
  ...[
    "max_per_minute",
    "hours",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
  ],
  ...["daily_loss", "money", "percent", "percent_of", "from", "until", "action", "drawdown", "kind"],
  ...["stop_at_initial", "equity_floor", "gateway_away", "after_seconds", "closes", "allowed"],
];

/**
 * Reads a policy file. What is wrong with it is named by line and key, all faults at once: a person who
 * corrects a file under pressure must not find the next fault only after the first.
 */
export function parsePolicy(text: string): Result<Policy, Refusal> {
  if (text.length > MAX_CHARACTERS) return broken([`it is longer than ${MAX_CHARACTERS} characters`]);
  let data: unknown;
  try {
    data = parse(text, { maxDepth: 8, unsafeKeyBehaviour: "throw" });
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [what] = cause.message.split("\n");
    return broken([`line ${cause.line}: ${what?.replace("Invalid TOML document: ", "") ?? "not TOML"}`]);
  }
  const policy = policySchema.safeParse(data);
  return policy.success
    ? ok(policy.data)
    : broken(policy.error.issues.flatMap((issue) => faults(issue, text)));
}

function broken(what: readonly string[]): Result<never, Refusal> {
  return err(
    refusal(POLICY_FILE_BROKEN, `policy.toml is not right: ${what.join("; ")}`, {
      hint: "correct the file; sallyport-agent policy check FILE says whether it is right",
    }),
  );
}

function faults(issue: z.core.$ZodIssue, text: string): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const meant = nearestWord(key, knownKeys);
      const hint = meant === undefined || meant === key ? "" : `, did you mean ${meant}?`;
      return `${place([...issue.path, key], text)} is not a key that this agent knows here${hint}`;
    });
  }
  return [`${place(issue.path, text)} ${sentence(issue)}`];
}

function place(path: readonly PropertyKey[], text: string): string {
  const line = lineOfKey(text, path);
  const names = path.map((part) => (typeof part === "number" ? `[${part + 1}]` : `.${String(part)}`));
  const key = names.join("").replace(/^\./, "");
  const where = key === "" ? "the file" : key;
  return line === undefined ? where : `line ${line}: ${where}`;
}

/** zod's own sentences begin with a capital and name types as programmers do. */
function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined && issue.message.includes("undefined")) return "is missing";
      return issue.message.startsWith("must") ? issue.message : `must be ${typeName(issue.expected)}`;
    case "invalid_value":
      if (issue.message.startsWith("must")) return issue.message;
      return `must be one of ${issue.values.map(String).join(", ")}`;
    default:
      return issue.message;
  }
}

function typeName(expected: string): string {
  switch (expected) {
    case "object":
      return "a table";
    case "array":
      return "a list";
    case "string":
      return 'a text in "quotes"';
    case "boolean":
      return "true or false";
    default:
      return `a ${expected}`;
  }
}
