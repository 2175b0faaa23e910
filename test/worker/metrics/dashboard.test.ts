import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import dashboard from "../../../docs/grafana/sallyport.json";
import { strategySettingsSchema } from "../../../durable-objects/strategy/settings.ts";
import { makeId } from "../../../src/domain/ids.ts";
import { catalogue } from "../../../src/domain/metrics/catalogue.ts";
import { HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE } from "../../../src/protocol/agent-link.ts";
import { type Family, readExposition, seriesOf, sumOf } from "../../support/exposition.ts";
import { buy, post, until } from "../support/gateway.ts";
import { as, logIn, makePerson, randomBytes } from "../support/people.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import { accepted, delivery, filled, makeAccount, receive, submitted } from "../trading-account/support.ts";
import { apiToken, getMetrics } from "./support.ts";

/** What a tenant may call its things; in the text it must end neither line nor label. */
const NASTY_NAME = 'Gold "fast" \\ 1\n# EOF\nsallyport_up{kind="account"} 7';

/** A new link of the agent, on which it has sent a heartbeat. */
async function heartbeat(agent: FakeAgent): Promise<void> {
  const { webSocket } = await agent.upgrade(await agent.token());
  if (webSocket === null) throw new Error("no socket");
  const texts: unknown[] = [];
  webSocket.addEventListener("message", ({ data }) => void texts.push(data));
  webSocket.accept();
  webSocket.send(HEARTBEAT_REQUEST);
  await until("pong", async () => texts.includes(HEARTBEAT_RESPONSE) || undefined);
}

/** One tenant in which everything has happened once that a metric counts. */
async function liveliestTenant(): Promise<string> {
  const account = await makeAccount();
  const { tenantId, id: accountId } = account;
  const tenant = env.TENANT.getByName(tenantId);
  await tenant.register(accountId, NASTY_NAME, { kind: "system" });
  const agent = await FakeAgent.pair(accountId);
  const link = await agent.connectReady();
  await receive(account, delivery(account), delivery(account, { symbol: "NOWHERE" }));
  const { orderId } = await link.order();
  link.ack();
  await link.report(orderId, accepted, submitted, filled("1"));
  await link.report(`ord_${"0".repeat(26)}`, accepted);
  await heartbeat(agent);

  const strategyId = makeId("str", Date.now(), randomBytes(16));
  const settings = strategySettingsSchema.parse({ routes: [{ accountId }] });
  const { secret } = await env.STRATEGY.getByName(strategyId).create({ strategyId, tenantId, settings });
  await tenant.register(strategyId, "Gold", { kind: "system" });
  for (const symbol of ["EURUSD", "NOWHERE"]) await post(strategyId, buy(secret ?? "", { symbol }));

  const owner = await makePerson(tenantId, "owner");
  await logIn(owner.email, { password: "not the right one" });
  await as(owner, "/api/accounts");
  await as(owner, "/api/tokens", { method: "POST", body: {} });
  return (await apiToken(tenantId, ["metrics"])).token;
}

let families: Map<string, Family>;

beforeAll(async () => {
  const token = await liveliestTenant();
  families = await until("the failed login is in the chain", async () => {
    const read = readExposition(await (await getMetrics(token)).text(), "prometheus");
    return sumOf(read, "failed_logins_total") === undefined ? undefined : read;
  });
}, 60_000);

const panelsSchema = z.object({
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) }),
  ),
  templating: z.object({ list: z.array(z.object({ definition: z.string().optional() })) }),
});

/** Every query of the dashboard with what asks it. */
const queries = (() => {
  const { panels, templating } = panelsSchema.parse(dashboard);
  const asked = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));
  const variables = templating.list.flatMap(({ definition }) => definition ?? []);
  return [...asked, ...variables.map((expr) => ({ title: "variable", expr }))];
})();

const NOT_METRICS = new Set(["by", "on", "group_left", "or", "and", "unless", "le"]);

/** The metrics that a query names, and the labels that it looks at. */
function namesIn(expr: string): { metrics: string[]; labels: string[] } {
  const matchers = [...expr.matchAll(/\{([^}]*)\}/g)].map(([, inside = ""]) => inside);
  const clauses = [...expr.matchAll(/\b(?:by|on|group_left)\s*\(([^)]*)\)/g)].map(
    ([, inside = ""]) => inside,
  );
  const bare = expr
    .replace(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"/g, " ")
    .replace(/\b(?:by|on|group_left)\s*\([^)]*\)/g, " ")
    .replace(/,\s*account\s*\)/, ")");
  const metrics = [...bare.matchAll(/[a-zA-Z_:][a-zA-Z0-9_:]*(?!\s*\(|[a-zA-Z0-9_:])/g)]
    .map(([name]) => name)
    .filter((name) => !NOT_METRICS.has(name));
  const labels = [
    ...matchers.flatMap((text) =>
      [...text.matchAll(/([a-z_]+)\s*(?:=~|!=|!~|=)/g)].map(([, name = ""]) => name),
    ),
    ...clauses.flatMap((text) => text.split(",").map((name) => name.trim())),
  ];
  return { metrics, labels };
}

describe("the dashboard in docs/grafana", () => {
  it("asks only for metrics that a real scrape has, with labels that they have", () => {
    expect(queries.length).toBeGreaterThan(30);
    const all = seriesOf(families);
    for (const { title, expr } of queries) {
      const { metrics, labels } = namesIn(expr);
      expect(metrics.length, `${title}: ${expr}`).toBeGreaterThan(0);
      const asked = all.filter(({ name }) => metrics.includes(name));
      for (const metric of metrics) {
        expect(
          asked.map(({ name }) => name),
          `${title}: ${expr}`,
        ).toContain(metric);
      }
      const known = new Set(asked.flatMap((one) => Object.keys(one.labels)));
      for (const label of labels) expect(known, `${title}: ${expr}`).toContain(label);
    }
  });

  it("shows security, orders and health, and the percentiles of histograms by histogram_quantile", () => {
    const titles = panelsSchema.parse(dashboard).panels.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(["Security", "Orders", "Health"]));
    const histograms = queries.filter(({ expr }) => expr.includes("_bucket"));
    expect(histograms.length).toBeGreaterThan(4);
    for (const { expr } of histograms) expect(expr).toMatch(/^histogram_quantile\(0\.\d+, sum by \(le[,)]/);
  });
});

describe("a scrape of a tenant in which everything has happened", () => {
  it("has every metric of the catalogue, with its type and help", () => {
    expect([...families.keys()]).toEqual(Object.keys(catalogue));
    for (const [name, definition] of Object.entries(catalogue)) {
      expect(families.get(name)).toMatchObject({ type: definition.type, help: definition.help });
    }
  });

  it("shows names as their owner wrote them, whatever is in them", () => {
    const names = families.get("sallyport_resource_info")?.series.map(({ labels }) => labels["name"]);
    expect(names).toContain(NASTY_NAME);
    expect(sumOf(families, "sallyport_up", { kind: "account" })).toBe(1);
  });
});
