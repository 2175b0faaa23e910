import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { makeReadyAccount } from "../support/agent.ts";
import { buy, makeStrategy, post, until } from "../support/gateway.ts";
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

it("an alert behind others that got through reaches its account without a look at the outbox", async () => {
  const { accountId } = await makeReadyAccount();
  const strategy = await makeStrategy({ routes: [{ accountId }] });
  const account = env.TRADING_ACCOUNT.getByName(accountId);
  const taken = async () => {
    const overview = await account.overview();
    if (!overview.ok) return 0;
    return Object.values(overview.value.orders).reduce((sum, count) => sum + count, 0);
  };
  const sendAndArrive = (n: number) => async () => {
    await post(strategy.id, buy(strategy.secret, { id: `look-${n}` }));
    await until("the order", async () => ((await taken()) === n ? true : undefined));
  };
  await sendAndArrive(1)();
  const { statements } = await countStatements(stubOf(strategy), sendAndArrive(2));
  // The alarm, which repairs what a crash left, may look at where messages wait, but not at the messages.
  expect(statements.filter((text) => text.includes('"message"') && text.startsWith("select"))).toEqual([]);
});
