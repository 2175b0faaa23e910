import { Button } from "@mantine/core";
import type { PendingOrderFacts } from "../../../../../src/protocol/agent-link.ts";
import { useDesk } from "../desk-context.ts";
import { QuickAct } from "../quick-act.tsx";
import { pendingWords } from "../words.ts";

interface PendingActsProps {
  readonly pending: PendingOrderFacts;
  readonly edits: boolean;
  readonly onEdit: () => void;
}

/** What can be done about an order that stands at the broker. */
export function PendingActs({ pending, edits, onEdit }: PendingActsProps) {
  const { act, oneClick } = useDesk();
  const { ticket } = pending;
  const words = pendingWords(pending);
  return (
    <div className="acts-row">
      <QuickAct
        label="Cancel"
        full={`Cancel ${words}`}
        question={oneClick ? undefined : `Cancel ${words}?`}
        about={{ do: "cancel_pending", ticket }}
        act={() => act(`Cancel ${words}`, ticket, (on) => on.cancel(ticket))}
        danger
      />
      <Button
        size="compact-xs"
        variant="default"
        aria-expanded={edits}
        aria-label={`Move ${words}`}
        onClick={onEdit}
      >
        Move
      </Button>
    </div>
  );
}
