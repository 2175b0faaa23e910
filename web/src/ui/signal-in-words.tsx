import { List, Stack, Text } from "@mantine/core";
import type { DialectName, Signal } from "../../../src/domain/alert/signal.ts";
import { detailWords, legWords } from "../words/leg-words.ts";
import { Moment } from "./moment.tsx";

const dialects: Readonly<Record<DialectName, string>> = {
  sallyport: "Sallyport JSON",
  pineconnector: "PineConnector",
  traderspost: "TradersPost",
  text: "plain text",
};

/** The name of a dialect as people know it. */
export function dialectWords(dialect: DialectName): string {
  return dialects[dialect];
}

/** What a message was read as, for a trader. */
export function SignalInWords({ signal }: { readonly signal: Signal }) {
  const { dialect, symbol = "every symbol", legs, id, firedAtMs } = signal;
  return (
    <Stack gap="xs">
      <List type={legs.length > 1 ? "ordered" : "unordered"} size="sm" withPadding>
        {legs.map((leg, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: legs have no other name than their place
          <List.Item key={index}>
            <Text fw={600} size="sm">
              {legWords(leg, symbol)}
            </Text>
            {detailWords(leg).map((words) => (
              <Text size="sm" key={words}>
                {words}
              </Text>
            ))}
          </List.Item>
        ))}
      </List>
      <Text size="xs" c="dimmed">
        Read as {dialects[dialect]}
        {firedAtMs !== undefined && (
          <>
            , fired <Moment atMs={firedAtMs} />
          </>
        )}
        {id !== undefined && `, with the id ${id}`}.
      </Text>
    </Stack>
  );
}
