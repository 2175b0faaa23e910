import { Choice, Words } from "./choice.tsx";
import type { Draft } from "./draft.ts";

interface WhichFieldsProps {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
}

/** Which positions or orders are meant, and how much of them. */
export function WhichFields({ draft, set }: WhichFieldsProps) {
  const { action, side, scope, amountUnit, amount, target, pendingType } = draft;
  const orders = action === "cancel" || (action === "modify" && target === "orders");
  return (
    <>
      {action === "modify" && (
        <Choice
          label="Of"
          value={target}
          options={{ positions: "open positions", orders: "pending orders" }}
          onChange={(next) => set({ target: next })}
        />
      )}
      <Choice
        label="Side"
        value={side}
        options={{ both: "long and short", long: "long", short: "short" }}
        onChange={(next) => set({ side: next })}
      />
      {action !== "modify" && (
        <Choice
          label="Where"
          value={scope}
          options={{ symbol: "in the symbol", account: "in every symbol of the account" }}
          onChange={(next) => set({ scope: next })}
        />
      )}
      {orders && (
        <Choice
          label="Kind of order"
          value={pendingType}
          options={{ any: "every kind", limit: "limit", stop: "stop" }}
          onChange={(next) => set({ pendingType: next })}
        />
      )}
      {action === "close" && (
        <Choice
          label="How much"
          value={amountUnit}
          options={{ all: "all", percent: "percent of each", lots: "lots" }}
          onChange={(next) => set({ amountUnit: next })}
        />
      )}
      {action === "close" && amountUnit !== "all" && (
        <Words
          label={amountUnit === "lots" ? "Lots" : "Percent"}
          value={amount}
          onChange={(next) => set({ amount: next })}
        />
      )}
    </>
  );
}
