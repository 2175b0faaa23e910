import { Alert, Anchor, Button, Code, Group, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { Previews } from "../../preview/previews.tsx";
import { useAccounts } from "../../resources/accounts.ts";
import { useStrategy } from "../../resources/strategy.ts";
import { Failure } from "../../ui/failure.tsx";
import { FaultyText, Why } from "../../ui/faulty-text.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { SignalInWords } from "../../ui/signal-in-words.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import type { AlertRow } from "./alert-schemas.ts";
import { HopChart } from "./hop-chart.tsx";
import { waysOf } from "./hops.ts";
import { OrderCard } from "./order-card.tsx";
import type { AlertStory } from "./story-schemas.ts";
import { useStory } from "./use-story.ts";

/** One alert: what it said, what it was read as, and its way through both doors. */
export function Story() {
  const { alertId } = useParams({ from: "/alerts/$alertId" });
  const story = useStory(alertId);
  if (story.isPending) return <Waiting what="the alert" />;
  if (story.data === undefined) return <Failure error={story.error} retry={() => void story.refetch()} />;
  return <Told story={story.data} />;
}

function Told({ story }: { readonly story: AlertStory }) {
  const { alert, signal, orders, timeline } = story;
  const strategy = useStrategy(alert.strategyId);
  const accounts = useAccounts();
  const accountOf = (id: string): string => accounts.data?.find((one) => one.id === id)?.name ?? id;
  const orderName = (id: string): string => {
    const order = orders.find((one) => one.id === id);
    const index = orders.findIndex((one) => one.id === id);
    return `Order ${index + 1}${order === undefined ? "" : ` on ${accountOf(order.accountId)}`}`;
  };
  return (
    <Page
      title="The story of an alert"
      actions={
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => <Link to="/composer" search={{ alert: alert.id }} {...props} />}
        >
          Open in the composer
        </Button>
      }
    >
      <Group gap="xs" role="status">
        <StateBadge state={alert.verdict} />
        {alert.outcome !== null && <StateBadge state={alert.outcome} />}
        <Text size="sm">
          <Moment atMs={alert.receivedAtMs} />
          {strategy.data !== undefined && `, ${strategy.data.name}`}
          {alert.address !== null && `, from ${alert.address}`}
        </Text>
      </Group>
      <Section title="The message">
        <FaultyText text={alert.body} at={faultOf(alert)} />
        <Reasons alert={alert} accountOf={accountOf} />
      </Section>
      {signal !== null && (
        <Section title="What it means">
          <SignalInWords signal={signal} />
        </Section>
      )}
      {orders.length > 0 && (
        <Section title={orders.length === 1 ? "The order" : "The orders"}>
          {orders.map((order) => (
            <OrderCard
              key={order.id}
              order={order}
              account={accountOf(order.accountId)}
              steps={timeline.filter(({ orderId }) => orderId === order.id)}
              message={alert.body}
            />
          ))}
        </Section>
      )}
      <Section title="The way through both doors">
        <HopChart ways={waysOf(timeline)} nameOf={orderName} />
      </Section>
      <Section title="If it came now">
        <Text size="sm" c="dimmed">
          What this message would become at this moment. Nothing is sent, and no alert is kept.
        </Text>
        <Previews
          asked={{
            message: alert.body,
            strategy: strategy.data ?? null,
            dialectSettings: strategy.data?.settings.dialectSettings ?? {},
          }}
          label="Show what would happen now"
        />
      </Section>
      <Text size="xs" c="dimmed">
        <Code>{alert.id}</Code>
      </Text>
    </Page>
  );
}

/** Where in the message the fault is: the alert's own, else the first that an account found. */
function faultOf(alert: AlertRow): number | undefined {
  return alert.refusal?.at ?? alert.routes.find(({ refusal }) => refusal?.at !== undefined)?.refusal?.at;
}

interface ReasonsProps {
  readonly alert: AlertRow;
  readonly accountOf: (id: string) => string;
}

/** Why the alert, or its way to some account, was refused. */
function Reasons({ alert, accountOf }: ReasonsProps) {
  const { refusal, duplicateOf, hint, body, routes } = alert;
  return (
    <>
      {refusal !== undefined && (
        <Alert color="red" title="It was refused">
          <Why refusal={refusal} text={body} />
        </Alert>
      )}
      {duplicateOf !== undefined && (
        <Alert color="gray" title="It came before, and was not traded again">
          <Text size="sm">
            <Anchor
              size="sm"
              underline="always"
              renderRoot={(props) => (
                <Link to="/alerts/$alertId" params={{ alertId: duplicateOf }} {...props} />
              )}
            >
              The first one
            </Anchor>
            {hint !== undefined && `. ${hint}`}
          </Text>
        </Alert>
      )}
      {routes.map(
        ({ accountId, refusal: why }) =>
          why !== null &&
          why.code !== refusal?.code && (
            <Alert key={accountId} color="red" title={`Not on ${accountOf(accountId)}`}>
              <Why refusal={why} text={body} />
            </Alert>
          ),
      )}
    </>
  );
}
