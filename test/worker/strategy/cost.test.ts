import { expect, it } from "vitest";
import { makeReadyAccount } from "../support/agent.ts";
import { buy, makeStrategy, post } from "../support/gateway.ts";
import { countStatements } from "../support/statements.ts";
import { stubOf } from "../support/strategy.ts";

it("a limit on alerts reads no row for an alert, however many came within the minute", async () => {
  const { accountId } = await makeReadyAccount();
  const reads = async (alertsPerMinute: number | null) => {
    const strategy = await makeStrategy({ routes: [{ accountId }], alertsPerMinute });
    const counts: number[] = [];
    for (let at = 0; at < 6; at++) {
      const send = () => post(strategy.id, buy(strategy.secret, { id: `cost-${at}` }));
      // The answer waits for the rows, and so does this: what is read after it is the outbox, in its own time.
      const { statements } = await countStatements(stubOf(strategy), send);
      counts.push(statements.filter((text) => text.includes('from "alerts"')).length);
    }
    return counts.slice(1);
  };
  expect(await reads(1_000)).toEqual(await reads(null));
});
