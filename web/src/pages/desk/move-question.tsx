import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { ActPreviewLater } from "./acts/act-preview-later.tsx";
import type { Move } from "./chart/chart-lines.ts";
import { useDesk } from "./desk-context.ts";
import { pendingWords, positionWords } from "./words.ts";

const parts = { stopLoss: "stop loss", takeProfit: "take profit", price: "price" } as const;

interface MoveQuestionProps {
  readonly move: Move;
  readonly end: () => void;
}

/** Asks whether a line that was dropped is meant; in one-click mode it is taken as meant. */
export function MoveQuestion({ move, end }: MoveQuestionProps) {
  const { live, oneClick, act } = useDesk();
  const { kind, ticket, part, price } = move;
  const { board } = live;
  const position = board?.positions.get(ticket);
  const pending = board?.pendings.get(ticket);
  const about =
    kind === "position"
      ? position === undefined
        ? ticket
        : positionWords(position)
      : pending === undefined
        ? ticket
        : pendingWords(pending);
  const what = `Move the ${parts[part]} of ${about} to ${price}`;
  const run = async (): Promise<void> => {
    await act(what, ticket, (on) =>
      kind === "position"
        ? on.changePosition(ticket, { [part]: price })
        : on.changePending(ticket, { [part]: price }),
    );
    end();
  };
  const begun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the line was dropped
  useEffect(() => {
    if (!oneClick || begun.current) return;
    begun.current = true;
    void run();
  }, []);
  if (oneClick) return null;
  return (
    <fieldset
      className="in-place move"
      aria-label={`${what}?`}
      onKeyDown={(event) => {
        if (event.key === "Escape") end();
      }}
    >
      <span>{what}?</span>
      <Button size="compact-xs" onClick={() => void run()} autoFocus>
        Yes, move it
      </Button>
      <Button size="compact-xs" variant="default" onClick={end}>
        No
      </Button>
      <ActPreviewLater
        act={
          kind === "position"
            ? { do: "modify_position", position: ticket, [part]: price }
            : { do: "modify_pending", ticket, [part]: price }
        }
      />
    </fieldset>
  );
}
