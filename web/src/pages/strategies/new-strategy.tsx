import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Form } from "../../ui/form.tsx";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { type MadeStrategy, madeStrategySchema, STRATEGIES } from "./strategy-schemas.ts";

/** Makes a strategy, and shows its secret the only time that anybody sees it. */
export function NewStrategy() {
  const [name, setName] = useState("");
  const [made, setMade] = useState<MadeStrategy | null>(null);
  // A repeat after a lost answer finds the strategy that was made, with its secret.
  const [key] = useState(() => crypto.randomUUID());
  const client = useQueryClient();
  const go = useNavigate();
  if (made?.secret !== undefined) {
    return (
      <SecretOnce
        what={`Secret of ${made.name}`}
        secret={made.secret}
        use="It belongs into every message to this strategy. The composer puts it there; the gateway cannot show it again."
        onKept={() => void go({ to: "/strategies/$strategyId", params: { strategyId: made.id } })}
      />
    );
  }
  return (
    <Form
      submit="Create"
      act={() =>
        call("/api/strategies", {
          method: "POST",
          body: { name },
          answer: madeStrategySchema,
          idempotencyKey: key,
        })
      }
      onDone={(answer) => {
        setMade(answer);
        return client.invalidateQueries({ queryKey: STRATEGIES });
      }}
    >
      <TextInput
        label="Name"
        description="What it is called in lists, such as the name of the script on TradingView."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        required
        data-autofocus
      />
    </Form>
  );
}
