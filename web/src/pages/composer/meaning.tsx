import { Alert, Button, Group, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { DialectSettings } from "../../../../src/domain/alert/dialects/settings.ts";
import { FaultyText, Why } from "../../ui/faulty-text.tsx";
import { dialectWords, SignalInWords } from "../../ui/signal-in-words.tsx";
import { Choice } from "./choice.tsx";
import { type Explained, inOwnDialect, mended } from "./explain.ts";
import { isKnownPlaceholder } from "./template.ts";

interface MeaningProps {
  readonly message: string;
  readonly explained: Explained;
  readonly placeholders: readonly string[];
  readonly sampleOf: (placeholder: string) => string;
  readonly onSample: (placeholder: string, sample: string) => void;
  readonly settings: DialectSettings;
  readonly onSettings: (settings: DialectSettings) => void;
  /** Puts another message in its place. */
  readonly onMessage: (message: string) => void;
}

/** What a message means to the gateway; where it does not understand it, why, and how to mend it. */
export function Meaning(props: MeaningProps) {
  const { message, explained, placeholders, sampleOf, onSample, settings, onSettings, onMessage } = props;
  const { result, hasSecret } = explained;
  const mends = result.ok ? [] : mended(message, result.error);
  const strange = placeholders.filter((one) => !isKnownPlaceholder(one));
  const legacy = !result.ok && result.error.code === "legacy_mode_not_set";
  return (
    <Stack gap="sm">
      <div aria-live="polite">
        {result.ok ? (
          <SignalInWords signal={result.value} />
        ) : (
          <Stack gap="xs">
            <FaultyText text={message} at={result.error.at} />
            <Alert color="red" title="The gateway would refuse it">
              <Why refusal={result.error} text={message} />
            </Alert>
          </Stack>
        )}
      </div>
      {mends.length > 0 && (
        <Group gap="xs">
          {mends.map(({ word, text }) => (
            <Button key={word} size="xs" variant="default" onClick={() => onMessage(text)}>
              Mend it: write {word}
            </Button>
          ))}
        </Group>
      )}
      {(legacy || Object.keys(settings).length > 0) && <Legacy settings={settings} onSettings={onSettings} />}
      {!hasSecret && (
        <Text size="sm" c="yellow.4">
          There is no secret in it. TradingView cannot sign, so the strategy's secret must stand in the
          message
          {result.ok && result.value.dialect !== "sallyport" && result.value.dialect !== "traderspost"
            ? ": add secret=…"
            : ': add "secret": "…"'}
          .
        </Text>
      )}
      {strange.length > 0 && (
        <Text size="sm" c="yellow.4">
          TradingView does not know {strange.join(", ")}; it would stay in the message, which is then refused.
        </Text>
      )}
      {placeholders.some((one) => one.includes("strategy.")) && (
        <Text size="sm" c="dimmed">
          TradingView fills {"{{strategy…}}"} only in the alerts of a strategy, not in those of an indicator.
        </Text>
      )}
      {placeholders.length > 0 && (
        <details className="more">
          <summary>What TradingView might fill in, to try it</summary>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
            {placeholders.map((one) => (
              <TextInput
                key={one}
                label={one}
                size="xs"
                value={sampleOf(one)}
                onChange={({ currentTarget }) => onSample(one, currentTarget.value)}
              />
            ))}
          </SimpleGrid>
        </details>
      )}
      {result.ok && result.value.dialect !== "sallyport" && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {dialectWords(result.value.dialect)} is understood as it is. It can also be written in our own
            dialect:
          </Text>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              const own = inOwnDialect(result.value, placeholders, sampleOf);
              if (own.ok) onMessage(own.value);
            }}
          >
            Write it as Sallyport JSON
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface LegacyProps {
  readonly settings: DialectSettings;
  readonly onSettings: (settings: DialectSettings) => void;
}

const unset = { "": "not said" };
const levels = { ...unset, pips: "pips", price: "a price", percent: "percent" };

/** PineConnector's keys whose meaning stands in its expert advisor, to be tried out here. */
function Legacy({ settings, onSettings }: LegacyProps) {
  const { volumeType = "", targetType = "", pendingEntry = "", accountFilter = "" } = settings;
  const set = (change: { readonly [Key in keyof DialectSettings]: DialectSettings[Key] | "" }): void => {
    const {
      volumeType: volume,
      targetType: target,
      pendingEntry: entry,
      accountFilter: filter,
    } = {
      ...settings,
      ...change,
    };
    onSettings({
      ...(volume ? { volumeType: volume } : {}),
      ...(target ? { targetType: target } : {}),
      ...(entry ? { pendingEntry: entry } : {}),
      ...(filter ? { accountFilter: filter } : {}),
    });
  };
  return (
    <Stack gap={4}>
      <Text size="sm">
        What these keys count was set in PineConnector's expert advisor. Try it here; for good it is set at
        the strategy.
      </Text>
      <SimpleGrid cols={2} spacing="xs">
        <Choice
          label="risk is"
          value={volumeType}
          options={{
            ...unset,
            lots: "lots",
            dollar: "money lost at the stop",
            balance_percent_loss: "% of the balance lost at the stop",
            balance_percent_margin: "% of the balance as margin",
          }}
          onChange={(next) => set({ volumeType: next })}
        />
        <Choice
          label="sl and tp are"
          value={targetType}
          options={levels}
          onChange={(next) => set({ targetType: next })}
        />
        <Choice
          label="price and pending are"
          value={pendingEntry}
          options={levels}
          onChange={(next) => set({ pendingEntry: next })}
        />
        <Choice
          label="accfilter is above"
          value={accountFilter}
          options={{
            ...unset,
            balance: "the balance",
            equity: "the equity",
            free_margin: "the free margin",
            margin_percent: "the margin level",
          }}
          onChange={(next) => set({ accountFilter: next })}
        />
      </SimpleGrid>
    </Stack>
  );
}
