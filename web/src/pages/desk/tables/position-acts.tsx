import { Button } from "@mantine/core";
import type { Position } from "../../../../../src/protocol/agent-link.ts";
import { useDesk } from "../desk-context.ts";
import type { Actions } from "../doings/actions.ts";
import type { Ordered } from "../doings/desk-order.ts";
import { halfOf } from "../market-math.ts";
import { QuickAct } from "../quick-act.tsx";
import { positionWords } from "../words.ts";

interface PositionActsProps {
  readonly position: Position;
  readonly askClose: number;
  readonly edits: boolean;
  readonly onEdit: () => void;
}

/** What can be done about one position, each with one confirmation in place or, where it was chosen so, at once. */
export function PositionActs({ position, askClose, edits, onEdit }: PositionActsProps) {
  const { act, oneClick, factsOf, blocked } = useDesk();
  const { position: ticket, symbol, openPrice, stopLoss } = position;
  const words = positionWords(position);
  const half = halfOf(position.lots, factsOf(symbol));
  const ask = (question: string): string | undefined => (oneClick ? undefined : question);
  const run = (what: string, send: (on: Actions) => Promise<Ordered>) => () => act(what, ticket, send);
  return (
    <div className="acts-row">
      <QuickAct
        label="Close"
        full={`Close ${words}`}
        question={ask(`Close ${words}?`)}
        about={{ do: "close_position", position: ticket, amount: { unit: "all" } }}
        act={run(`Close ${words}`, (on) => on.close(ticket, { unit: "all" }))}
        asked={askClose}
        danger
      />
      <QuickAct
        label="Half"
        full={half === null ? `Half of ${words} would be too small` : `Close half of ${words}: ${half} lots`}
        question={ask(`Close ${half ?? ""} of ${words}?`)}
        about={{ do: "close_position", position: ticket, amount: { unit: "lots", value: half ?? "0" } }}
        act={run(`Close half of ${words}`, (on) => on.close(ticket, { unit: "lots", value: half ?? "" }))}
        disabled={half === null}
        danger
      />
      <QuickAct
        label="Flip"
        full={`Flip ${words} to the other side`}
        question={ask(`Close ${words} and open the other side?`)}
        about={{ do: "flip_position", position: ticket }}
        act={run(`Flip ${words}`, (on) => on.flip(ticket))}
        disabled={blocked !== null}
        danger
      />
      <QuickAct
        label="Breakeven"
        full={`Breakeven: put the stop of ${words} at its open price`}
        act={run(`Breakeven for ${words}`, (on) => on.changePosition(ticket, { stopLoss: openPrice }))}
        disabled={stopLoss === openPrice}
      />
      <Button
        size="compact-xs"
        variant="default"
        aria-expanded={edits}
        aria-label={`Stops of ${words}: edit`}
        onClick={onEdit}
      >
        Stops
      </Button>
    </div>
  );
}
