import { Checkbox, Group, Stack } from "@mantine/core";
import type { DialectName } from "../../../../src/domain/alert/signal.ts";
import { Choice, Words } from "./choice.tsx";
import { type Draft, type DraftAction, isEntry, type LevelDraft, type SizeUnit } from "./draft.ts";
import { ExitsFields } from "./exits-fields.tsx";
import { LevelField } from "./level-field.tsx";
import { WhichFields } from "./which-fields.tsx";

const actions: Readonly<Record<DraftAction, string>> = {
  follow: "Follow a TradingView strategy",
  buy: "Buy",
  sell: "Sell",
  flip_long: "Close shorts, then buy",
  flip_short: "Close longs, then sell",
  close: "Close positions",
  cancel: "Cancel pending orders",
  modify: "Change stops",
  halt: "Stop the strategy",
  resume: "Resume the strategy",
};

const sizeUnits: Readonly<Record<SizeUnit, string>> = {
  lots: "lots",
  contracts: "lots, as the strategy's order",
  route: "as the route to the account says",
  risk_money: "money lost at the stop",
  balance_percent_loss: "% of the balance lost at the stop",
  equity_percent_loss: "% of the equity lost at the stop",
  balance_percent_margin: "% of the balance as margin",
  equity_percent: "worth this % of the equity",
  position_percent: "% of what stands on that side",
  notional: "worth this much money",
  balance_percent_lots: "",
};
/** That one has no formula that anybody wrote down, and is always refused. */
const { balance_percent_lots: _, ...offeredSizes } = sizeUnits;

const dialects: Readonly<Record<DialectName, string>> = {
  sallyport: "Sallyport JSON (says everything)",
  pineconnector: "PineConnector",
  traderspost: "TradersPost",
  text: "Plain text",
};

interface ComposerFormProps {
  readonly draft: Draft;
  readonly dialect: DialectName;
  readonly onDraft: (draft: Draft) => void;
  readonly onDialect: (dialect: DialectName) => void;
}

/** What the message is to do; only the fields that the action knows are there. */
export function ComposerForm({ draft, dialect, onDraft, onDialect }: ComposerFormProps) {
  const set = (change: Partial<Draft>): void => onDraft({ ...draft, ...change });
  const { action, scope } = draft;
  const entry = isEntry(draft);
  const single = action === "buy" || action === "sell";
  const whole = (action === "close" || action === "cancel") && scope === "account";
  const control = action === "halt" || action === "resume";
  return (
    <Stack gap="sm" component="form" aria-label="What the message is to do">
      <Choice
        label="Action"
        value={action}
        options={actions}
        onChange={(next) => set(changed(draft, next))}
      />
      {!whole && !control && (
        <Words
          label="Symbol"
          value={draft.symbol}
          onChange={(symbol) => set({ symbol })}
          description="{{ticker}} is the chart's own"
        />
      )}
      {single && (
        <Choice
          label="Order"
          value={draft.orderType}
          options={{ market: "at the market", limit: "limit", stop: "stop" }}
          onChange={(orderType) => set({ orderType })}
        />
      )}
      {single && draft.orderType !== "market" && (
        <>
          <LevelField
            label="Entry"
            level={draft.entry}
            units={distances}
            onChange={(level) => set({ entry: level })}
          />
          <Words
            label="Ends at"
            value={draft.expires}
            placeholder="2026-03-01T20:00:00Z"
            description="Empty: it stands until it is cancelled"
            onChange={(expires) => set({ expires })}
          />
        </>
      )}
      {entry && <SizeField draft={draft} set={set} />}
      {(action === "close" || action === "cancel" || action === "modify") && (
        <WhichFields draft={draft} set={set} />
      )}
      {(entry || action === "modify") && (
        <>
          <LevelField
            label="Stop loss"
            level={draft.stopLoss}
            units={action === "modify" ? changes : optional}
            onChange={(stopLoss) => set({ stopLoss })}
          />
          <LevelField
            label="Take profit"
            level={draft.takeProfit}
            units={action === "modify" ? changes : optional}
            onChange={(takeProfit) => set({ takeProfit })}
          />
        </>
      )}
      {entry && <ExitsFields draft={draft} set={set} />}
      {entry && <Words label="Comment" value={draft.comment} onChange={(comment) => set({ comment })} />}
      <Group gap="md">
        <Tick label="Time of the alert" checked={draft.withTime} onChange={(withTime) => set({ withTime })} />
        {entry && (
          <Tick
            label="Chart's price, to check stops"
            checked={draft.withPrice}
            onChange={(withPrice) => set({ withPrice })}
          />
        )}
        {action === "follow" && (
          <Tick
            label="An id against duplicates"
            checked={draft.withId}
            onChange={(withId) => set({ withId })}
          />
        )}
      </Group>
      <Choice label="Written as" value={dialect} options={dialects} onChange={onDialect} />
      {dialect === "pineconnector" && (
        <Words label="Licence id" value={draft.licence} onChange={(licence) => set({ licence })} />
      )}
    </Stack>
  );
}

const distances: readonly LevelDraft["unit"][] = ["pips", "percent", "price"];
const optional: readonly LevelDraft["unit"][] = ["off", ...distances];
const changes: readonly LevelDraft["unit"][] = [...optional, "none"];

/** What a new action starts with: only a strategy's alerts know the strategy's contracts. */
function changed(draft: Draft, action: DraftAction): Partial<Draft> {
  const keep = (level: LevelDraft): LevelDraft => (level.unit === "none" ? { ...level, unit: "off" } : level);
  const stops = { stopLoss: keep(draft.stopLoss), takeProfit: keep(draft.takeProfit) };
  const change = { action, ...stops };
  if (action === "modify" && stops.stopLoss.unit === "off" && stops.takeProfit.unit === "off") {
    return { ...change, stopLoss: { ...stops.stopLoss, unit: "pips" } };
  }
  if (action === "follow") return { ...change, sizeUnit: "contracts" };
  return draft.sizeUnit === "contracts" ? { ...change, sizeUnit: "lots" } : change;
}

interface PartProps {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
}

function SizeField({ draft, set }: PartProps) {
  const { sizeUnit, size } = draft;
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <div className="grow">
        <Choice
          label="Size"
          value={sizeUnit}
          options={offeredSizes}
          onChange={(unit) => set({ sizeUnit: unit })}
        />
      </div>
      {sizeUnit !== "route" && sizeUnit !== "contracts" && (
        <div className="grow">
          <Words label="How much" value={size} onChange={(next) => set({ size: next })} />
        </div>
      )}
    </Group>
  );
}

interface TickProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Tick({ label, checked, onChange }: TickProps) {
  return (
    <Checkbox
      size="xs"
      label={label}
      checked={checked}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}
