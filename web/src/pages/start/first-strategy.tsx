import { Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Copied } from "../../ui/copied.tsx";
import { Form } from "../../ui/form.tsx";
import type { Account } from "../accounts/account-schemas.ts";
import { madeStrategySchema, STRATEGIES } from "../strategies/strategy-schemas.ts";

/** A strategy whose secret this page has just been shown. */
export interface FreshStrategy {
  readonly id: string;
  readonly name: string;
  readonly hook: string;
  readonly secret: string;
}

interface FirstStrategyProps {
  readonly account: Account;
  readonly strategy: FreshStrategy | null;
  readonly onMade: (strategy: FreshStrategy) => void;
}

/** A new strategy with a route to the account: of an older one nobody could show the secret. */
export function FirstStrategy({ account, strategy, onMade }: FirstStrategyProps) {
  const client = useQueryClient();
  const [name, setName] = useState("First strategy");
  const [key] = useState(() => crypto.randomUUID());
  if (strategy !== null) {
    return (
      <>
        <Text size="sm">
          “{strategy.name}” leads to {account.name}. Its secret is shown only now; it belongs into each of its
          messages:
        </Text>
        <Copied text={strategy.secret} what="secret of the strategy" />
        <Text size="sm">TradingView sends to this webhook URL:</Text>
        <Copied text={strategy.hook} what="hook address" />
      </>
    );
  }
  return (
    <Form
      submit="Make the strategy"
      act={() =>
        call("/api/strategies", {
          method: "POST",
          body: { name, settings: { routes: [{ accountId: account.id }] } },
          answer: madeStrategySchema,
          idempotencyKey: key,
        })
      }
      onDone={({ secret, ...made }) => {
        if (secret !== undefined) onMade({ id: made.id, name: made.name, hook: made.hook, secret });
        return client.invalidateQueries({ queryKey: STRATEGIES });
      }}
    >
      <TextInput
        label="What you call it"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        maw={420}
        required
      />
    </Form>
  );
}
