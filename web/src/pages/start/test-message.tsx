import { Alert, Checkbox, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Act } from "../../ui/act.tsx";
import { Copied } from "../../ui/copied.tsx";
import { Form } from "../../ui/form.tsx";
import { type Account, linkState } from "../accounts/account-schemas.ts";
import type { FreshStrategy } from "./first-strategy.tsx";
import { sendAlert } from "./send-alert.ts";

interface TestMessageProps {
  readonly account: Account;
  readonly strategy: FreshStrategy;
}

/** The message to copy into TradingView, and the same sent from here. It trades: on a real account that is asked. */
export function TestMessage({ account, strategy }: TestMessageProps) {
  const [symbol, setSymbol] = useState("EURUSD");
  const [lots, setLots] = useState(account.settings.minLots);
  const [agreed, setAgreed] = useState(false);
  const kind = account.terminal?.account?.kind ?? null;
  const harmless = kind === "demo" || kind === "contest";
  const ready = linkState(account) === "ready";
  const opening = { secret: strategy.secret, action: "buy", symbol: symbol.trim(), lots: lots.trim() };
  // An id of its own each time: a repeat of the same test is another test.
  const withId = (message: object) => ({ ...message, id: `desk-test-${crypto.randomUUID()}` });
  return (
    <Form
      submit="Send it from here"
      done="Sent."
      disabled={!ready || !(harmless || agreed)}
      act={() => sendAlert(strategy.id, withId(opening))}
    >
      <div className="fields">
        <TextInput
          label="Symbol"
          value={symbol}
          onChange={(event) => setSymbol(event.currentTarget.value)}
          required
        />
        <TextInput
          label="Lots"
          value={lots}
          onChange={(event) => setLots(event.currentTarget.value)}
          inputMode="decimal"
          required
        />
      </div>
      <Text size="sm">
        On TradingView: create an alert, tick “Webhook URL” and give the address above, and put this into
        “Message”. Or send it from here.
      </Text>
      <Copied text={JSON.stringify(opening, null, 2)} what="message" />
      {!ready && <Text size="sm">It can be sent from here when the agent is ready.</Text>}
      {!harmless && (
        <Alert
          color="orange"
          title={
            kind === "real" ? "This account trades real money" : "Nobody knows whether this account is a demo"
          }
        >
          <Checkbox
            label="The test may open a position there"
            checked={agreed}
            onChange={(event) => setAgreed(event.currentTarget.checked)}
          />
        </Alert>
      )}
      <div>
        <Act
          label="Close it again"
          full="Close it again: send the message that closes the test"
          size="xs"
          disabled={!ready}
          act={() =>
            sendAlert(
              strategy.id,
              withId({ secret: strategy.secret, action: "close", symbol: symbol.trim() }),
            )
          }
        />
      </div>
    </Form>
  );
}
