import { Badge, Group, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../../session/may.ts";
import { Act } from "../../ui/act.tsx";
import { Copied } from "../../ui/copied.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Form } from "../../ui/form.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { StrategyRoutes } from "./routes.tsx";
import { StrategySecrets } from "./secrets.tsx";
import { SettingsOfStrategy } from "./settings.tsx";
import { changeStrategy, STRATEGIES, type Strategy, useStrategy } from "./strategy-schemas.ts";

/** One strategy: its address and secrets, where its alerts go, and how they are judged. */
export function StrategyPage() {
  const { strategyId } = useParams({ from: "/strategies/$strategyId" });
  const query = useStrategy(strategyId);
  return (
    <Loaded query={query} what="the strategy">
      {(strategy) => <Whole key={strategy.id} strategy={strategy} />}
    </Loaded>
  );
}

function Whole({ strategy }: { readonly strategy: Strategy }) {
  const client = useQueryClient();
  const mayChange = useMay("configure");
  const again = () => client.invalidateQueries({ queryKey: STRATEGIES });
  const { id, name, halted, hook, createdAtMs, undelivered, strangers } = strategy;
  return (
    <Page
      title={name}
      about={halted ? "Halted: its alerts are kept and refused, none is traded." : "Its alerts are traded."}
      actions={
        <>
          <Badge color={halted ? "red" : "teal"} variant="light" tt="none">
            {halted ? "halted" : "live"}
          </Badge>
          {mayChange && (
            <>
              <Act
                label={halted ? "Resume" : "Halt"}
                full={`${halted ? "Resume" : "Halt"} ${name}`}
                size="xs"
                consequence={
                  halted
                    ? "From now on its alerts are traded again. Those that came meanwhile stay refused."
                    : "Every alert that comes from now on is refused, exits too, until somebody resumes it. What is open stays open."
                }
                act={() => changeStrategy(id, { halted: !halted })}
                onDone={again}
              />
              <Dialog label="Rename" title={`Rename ${name}`} size="xs" variant="default">
                {(close) => <Rename strategy={strategy} onDone={() => again().then(close)} />}
              </Dialog>
            </>
          )}
        </>
      }
    >
      <Section title="Address" about="Where alerts are sent: the webhook URL of an alert on TradingView.">
        <Copied text={hook} what="hook address" />
        <Facts
          facts={[
            ["Since", <Moment key="since" atMs={createdAtMs} />],
            ["Signals that accounts have not confirmed", undelivered.rows],
            ["Of these refused by an account, tried again", undelivered.parked],
            ["Requests with a wrong secret", strangers.count],
          ]}
        />
      </Section>
      <StrategySecrets strategy={strategy} mayChange={mayChange} onChanged={again} />
      <StrategyRoutes strategy={strategy} mayChange={mayChange} onChanged={again} />
      <SettingsOfStrategy strategy={strategy} mayChange={mayChange} onChanged={again} />
    </Page>
  );
}

function Rename({ strategy, onDone }: { readonly strategy: Strategy; readonly onDone: () => unknown }) {
  const [name, setName] = useState(strategy.name);
  return (
    <Form submit="Rename" act={() => changeStrategy(strategy.id, { name })} onDone={onDone}>
      <Group grow>
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
          required
          data-autofocus
        />
      </Group>
    </Form>
  );
}

/** What every part of the page gets. */
export interface StrategyPart {
  readonly strategy: Strategy;
  readonly mayChange: boolean;
  readonly onChanged: () => Promise<void>;
}
