import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { countStatements } from "../support/statements.ts";
import { accountStub } from "./account-stub.ts";
import { FakeAgent } from "./fake-agent.ts";
import {
  accepted,
  delivery,
  filled,
  makeAccount,
  must,
  receive,
  submitted,
  type TestAccount,
} from "./support.ts";

/** More than one page looks through, of orders and of deals. */
const COPIES = 12_000;
/** Orders from this number on are copies of the first; they and the first stand in EURUSD, and this one does not. */
const RARE = 5;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

describe("a long ledger", { timeout: 60_000 }, () => {
  let account: TestAccount;
  const stub = () => accountStub(account.id);

  beforeAll(async () => {
    account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    await receive(account, delivery(account));
    const { orderId } = await link.order();
    link.ack();
    await link.report(orderId, accepted, submitted, filled("1"));
    await runInDurableObject(stub(), (_, { storage: { sql } }) => {
      const copy = (table: string, which: string, changed: Readonly<Record<string, string>>) => {
        const names = sql
          .exec(`SELECT name FROM pragma_table_info('${table}')`)
          .toArray()
          .map(({ name }) => String(name));
        sql.exec(`
          WITH RECURSIVE n (copy) AS (SELECT 2 UNION ALL SELECT copy + 1 FROM n WHERE copy <= ${COPIES}),
            one AS (SELECT * FROM ${table} WHERE ${which})
          INSERT INTO ${table} SELECT ${names.map((name) => changed[name] ?? name).join(", ")} FROM n, one`);
      };
      copy("orders", "number = 1", { number: "copy", id: "'ord_' || copy" });
      copy("events", `key BETWEEN 65536 AND 131071 AND instr(event, '"deal":"') > 0`, {
        key: "copy * 65536",
        at_ms: "at_ms + copy",
        event: 'replace(event, \'"deal":"1"\', \'"deal":"\' || copy || \'"\')',
      });
      sql.exec("UPDATE orders SET symbol = 'RARE', state = 'rejected' WHERE number = ?", RARE);
      sql.exec("UPDATE events SET event = replace(event, 'EURUSD', 'RARE') WHERE key = ?", RARE * 65_536);
    });
  }, 60_000);

  /** Every page until the end: what is in them, and the most rows that one of them read. */
  async function walk<Item>(read: (before: string | undefined) => Promise<Page<Item>>) {
    const items: Item[] = [];
    let [pages, most] = [0, 0];
    let before: string | undefined;
    do {
      let next: string | null = null;
      const cost = await countStatements(stub(), async () => {
        const page = await read(before);
        items.push(...page.items);
        next = page.next;
      });
      most = Math.max(most, cost.read);
      pages++;
      before = next ?? undefined;
    } while (before !== undefined);
    return { items, pages, most };
  }
  const orders =
    (query: Parameters<ReturnType<typeof stub>["orders"]>[0]) => async (before: string | undefined) =>
      must(await stub().orders({ ...query, before }));
  const deals =
    (query: Parameters<ReturnType<typeof stub>["deals"]>[0]) => async (before: string | undefined) =>
      must(await stub().deals({ ...query, before }));

  it.each([{ symbol: "RARE" }, { state: "rejected" as const }])(
    "is looked through part by part for orders that are few: %o",
    async (query) => {
      const { items, pages, most } = await walk(orders({ limit: 50, ...query }));
      expect(items).toMatchObject([{ symbol: "RARE", state: "rejected" }]);
      expect(pages).toBe(2);
      expect(most).toBeLessThanOrEqual(10_003);
    },
  );

  it("ends at once where there are orders enough, and reads what it shows", async () => {
    for (const query of [{}, { symbol: "EURUSD" }, { state: "filled" as const }]) {
      const cost = await countStatements(stub(), () => orders({ limit: 50, ...query })(undefined));
      expect(cost.read, JSON.stringify(query)).toBeLessThanOrEqual(53);
    }
    const last = await countStatements(stub(), () => orders({ limit: 50 })("20"));
    expect(last.read).toBeLessThanOrEqual(20);
  });

  it("has deals of a symbol found in few statements, in short pages that lose none", async () => {
    const { items, pages, most } = await walk(deals({ limit: 50, symbol: "RARE" }));
    expect(items).toMatchObject([{ deal: String(RARE), symbol: "RARE" }]);
    expect(pages).toBe(3);
    expect(most).toBeLessThanOrEqual(10_010);
    const common = await countStatements(stub(), () => deals({ limit: 50, symbol: "EURUSD" })(undefined));
    expect(common.read).toBeLessThan(400);
  });

  it("loses and repeats no deal from page to page of a symbol", async () => {
    const { items } = await walk(deals({ limit: 1_000, symbol: "EURUSD" }));
    expect(new Set(items.map(({ deal }) => deal)).size).toBe(COPIES);
    expect(items).toHaveLength(COPIES);
  });
});
