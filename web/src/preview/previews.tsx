import { Button, Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DialectSettings } from "../../../src/domain/alert/dialects/settings.ts";
import { call } from "../api/client.ts";
import { useAccounts } from "../resources/accounts.ts";
import type { StrategyInfo } from "../resources/strategy.ts";
import { Failure } from "../ui/failure.tsx";
import { Waiting } from "../ui/waiting.tsx";
import { PreviewCard } from "./preview-card.tsx";
import { previewSchema } from "./preview-schema.ts";

/** A message that was never sent, or not again: what would it become? */
export interface AskedMessage {
  readonly message: string;
  /** Read and routed as this strategy says, on the accounts that it leads to. */
  readonly strategy: StrategyInfo | null;
  /** For accounts that the strategy does not lead to. */
  readonly dialectSettings: DialectSettings;
}

interface PreviewsProps {
  readonly asked: AskedMessage;
  /** What the button says. */
  readonly label: string;
}

/** What a message would become now on every account. Nothing is sent, and no alert is kept. */
export function Previews({ asked, label }: PreviewsProps) {
  const accounts = useAccounts();
  const [shown, setShown] = useState<AskedMessage | null>(null);
  const [round, setRound] = useState(0);
  const ask = (): void => {
    setShown(asked);
    setRound((last) => last + 1);
  };
  return (
    <Stack gap="sm" align="stretch">
      <Button variant="default" onClick={ask} className="fit">
        {label}
      </Button>
      <div aria-live="polite">
        {shown !== null && accounts.isPending && <Waiting what="the accounts" />}
        {shown !== null && accounts.isError && <Failure error={accounts.error} />}
        {shown !== null && accounts.data?.length === 0 && (
          <Text c="dimmed" size="sm">
            There is no trading account yet.
          </Text>
        )}
        <Stack gap="sm">
          {shown !== null &&
            accounts.data?.map(({ id, name }) => (
              <OnAccount key={`${id} ${round}`} accountId={id} name={name} asked={shown} round={round} />
            ))}
        </Stack>
      </div>
    </Stack>
  );
}

interface OnAccountProps {
  readonly accountId: string;
  readonly name: string;
  readonly asked: AskedMessage;
  readonly round: number;
}

function OnAccount({ accountId, name, asked, round }: OnAccountProps) {
  const { message, strategy, dialectSettings } = asked;
  const route = strategy?.settings.routes.find((one) => one.accountId === accountId);
  const body =
    strategy === null || route === undefined
      ? { message, dialect: "detect", dialectSettings }
      : { strategyId: strategy.id, message };
  const preview = useQuery({
    // Prices move: every time it is asked anew.
    queryKey: ["preview", accountId, message, strategy?.id ?? null, round],
    queryFn: ({ signal }) =>
      call(`/api/accounts/${accountId}/preview`, { method: "POST", body, answer: previewSchema, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  return (
    <Paper withBorder p="sm" component="section" aria-label={`On ${name}`}>
      <Title order={3} size="h5">
        On {name}
      </Title>
      {strategy !== null && route === undefined && (
        <Text size="xs" c="dimmed">
          {strategy.name} has no route to this account, so it would not go there.
        </Text>
      )}
      {route?.enabled === false && (
        <Text size="xs" c="yellow.4">
          The route to this account is paused, so it would not go there.
        </Text>
      )}
      {preview.isPending && <Waiting what={`what ${name} would do`} />}
      {preview.isError && <Failure error={preview.error} />}
      {preview.data !== undefined && <PreviewCard preview={preview.data} message={message} />}
    </Paper>
  );
}
