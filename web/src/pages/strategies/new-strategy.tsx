import { TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Form } from "../../ui/form.tsx";
import { type MadeStrategy, madeStrategySchema } from "./strategy-schemas.ts";

/** Makes a strategy; the answer alone holds its secret. */
export function NewStrategy({ onMade }: { readonly onMade: (made: MadeStrategy) => unknown }) {
  const [name, setName] = useState("");
  // A repeat after a lost answer finds the strategy that was made, with its secret.
  const [key] = useState(() => crypto.randomUUID());
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
      onDone={onMade}
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
