import {
  Alert,
  Anchor,
  Button,
  Code,
  CopyButton,
  Grid,
  Group,
  NativeSelect,
  Stack,
  Text,
  Textarea,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import * as z from "zod";
import type { DialectSettings } from "../../../../src/domain/alert/dialects/settings.ts";
import type { DialectName } from "../../../../src/domain/alert/signal.ts";
import { call } from "../../api/client.ts";
import { gatewayNowMs } from "../../live/gateway-clock.ts";
import { Previews } from "../../preview/previews.tsx";
import { useStrategies } from "../../resources/strategies.ts";
import { type StrategyInfo, useStrategy } from "../../resources/strategy.ts";
import { Failure } from "../../ui/failure.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { ComposerForm } from "./composer-form.tsx";
import { type Draft, firstDraft, SECRET_PLACE } from "./draft.ts";
import { explain } from "./explain.ts";
import { Meaning } from "./meaning.tsx";
import { placeholdersOf, sampleOf } from "./template.ts";
import { writeMessage } from "./write-message.ts";
import "./composer.css";

const sentSchema = z.object({ alert: z.object({ body: z.string(), strategyId: z.string() }) });

/** Alerts are kept with their secret blacked out. */
const MASKED_SECRET = /\*{8,}/;

/** Writes the message for TradingView, and says what a message means, what it would do, and how to mend it. */
export function Composer() {
  const { alert, message, strategy } = useSearch({ from: "/composer" });
  const sent = useQuery({
    queryKey: ["alerts", "message", alert],
    queryFn: ({ signal }) => call(`/api/alerts/${alert ?? ""}`, { answer: sentSchema, signal }),
    enabled: alert !== undefined,
  });
  if (alert !== undefined && sent.isPending) return <Waiting what="the message" />;
  if (sent.isError) return <Failure error={sent.error} retry={() => void sent.refetch()} />;
  const found = sent.data?.alert;
  return (
    <Desk
      key={`${alert} ${message}`}
      firstMessage={found?.body.replace(MASKED_SECRET, SECRET_PLACE) ?? message ?? null}
      firstStrategy={found?.strategyId ?? strategy ?? null}
    />
  );
}

interface DeskProps {
  readonly firstMessage: string | null;
  readonly firstStrategy: string | null;
}

function Desk({ firstMessage, firstStrategy }: DeskProps) {
  const strategies = useStrategies();
  const [chosen, setChosen] = useState(firstStrategy);
  // With one strategy there is nothing to choose.
  const strategyId = chosen ?? (strategies.data?.length === 1 ? (strategies.data[0]?.id ?? null) : null);
  const strategy = useStrategy(strategyId).data ?? null;
  const [draft, setDraft] = useState<Draft>(firstDraft);
  const [dialect, setDialect] = useState<DialectName>("sallyport");
  const [byHand, setByHand] = useState(firstMessage);
  const [tried, setTried] = useState<DialectSettings | null>(null);
  const [samples, setSamples] = useState<Readonly<Record<string, string>>>({});
  const [openedAt] = useState(gatewayNowMs);

  const written = useMemo(() => writeMessage(draft, dialect), [draft, dialect]);
  const message = byHand ?? (written.ok ? written.value : "");
  const settings = tried ?? strategy?.settings.dialectSettings ?? noSettings;
  const fixed = strategy?.settings.dialect;
  const placeholders = useMemo(() => placeholdersOf(message), [message]);
  const sample = (placeholder: string): string => samples[placeholder] ?? sampleOf(placeholder, openedAt);
  const explained = explain(message, {
    dialect: fixed === "detect" ? undefined : fixed,
    settings,
    sampleOf: sample,
  });
  return (
    <Page
      title="Composer"
      about="Choose what an alert is to do and copy the message into TradingView; or paste a message and see what it means."
      actions={
        <Anchor size="sm" renderRoot={(props) => <Link to="/coming-over" {...props} />}>
          Coming from PineConnector or TradersPost?
        </Anchor>
      }
    >
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <NativeSelect
            label="Strategy"
            size="xs"
            mb="sm"
            value={strategyId ?? ""}
            data={[
              { value: "", label: "none yet" },
              ...(strategies.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={({ currentTarget }) => setChosen(currentTarget.value || null)}
          />
          <ComposerForm
            draft={draft}
            dialect={dialect}
            onDraft={(next) => {
              setDraft(next);
              setByHand(null);
            }}
            onDialect={(next) => {
              setDialect(next);
              setByHand(null);
            }}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="lg">
            <Section title="The message">
              {byHand === null && !written.ok && (
                <Alert color="yellow" title="This dialect cannot say that">
                  It has no words for {written.error}. Sallyport JSON says everything.
                </Alert>
              )}
              <Textarea
                aria-label="The message, to be edited or pasted over"
                className="composed"
                autosize
                minRows={4}
                maxRows={24}
                spellCheck={false}
                value={message}
                onChange={({ currentTarget }) => setByHand(currentTarget.value)}
              />
              <Group gap="xs">
                <Copy what="Copy the message" text={message} />
                {byHand !== null && (
                  <Button size="xs" variant="subtle" onClick={() => setByHand(null)}>
                    Write it from the choices again
                  </Button>
                )}
              </Group>
              {message.includes(SECRET_PLACE) && (
                <Text size="sm">
                  In TradingView put the strategy's secret in the place of <Code>{SECRET_PLACE}</Code>. This
                  page does not know it: it is shown once, when it is made.
                </Text>
              )}
              <Hook strategy={strategy} />
            </Section>
            {message !== "" && (
              <Section title="What it means">
                <Meaning
                  message={message}
                  explained={explained}
                  placeholders={placeholders}
                  sampleOf={sample}
                  onSample={(placeholder, value) => setSamples({ ...samples, [placeholder]: value })}
                  settings={settings}
                  onSettings={setTried}
                  onMessage={setByHand}
                />
              </Section>
            )}
            {explained.result.ok && (
              <Section title="What would happen now">
                <Previews
                  asked={{
                    message: explained.filled,
                    // What is only tried out here is not what the strategy says.
                    strategy: tried === null ? strategy : null,
                    dialectSettings: settings,
                  }}
                  label="Show it on every account"
                />
              </Section>
            )}
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

const noSettings: DialectSettings = {};

function Copy({ what, text }: { readonly what: string; readonly text: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button size="xs" onClick={copy} disabled={text === ""}>
          {copied ? "Copied" : what}
        </Button>
      )}
    </CopyButton>
  );
}

/** Where TradingView is to send it. */
function Hook({ strategy }: { readonly strategy: StrategyInfo | null }) {
  if (strategy === null) {
    return (
      <Text size="sm" c="dimmed">
        With a strategy chosen, the address for TradingView's webhook field stands here.
      </Text>
    );
  }
  return (
    <Group gap="xs">
      <Text size="sm">Webhook URL:</Text>
      <Code className="break">{strategy.hook}</Code>
      <Copy what="Copy the URL" text={strategy.hook} />
      {strategy.settings.dialect !== "detect" && (
        <Text size="sm" c="dimmed">
          {strategy.name} understands only {strategy.settings.dialect}.
        </Text>
      )}
      {strategy.halted && (
        <Text size="sm" c="yellow.4">
          {strategy.name} is stopped: its alerts are refused.
        </Text>
      )}
    </Group>
  );
}
