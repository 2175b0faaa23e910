import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { named } from "../../ui/named.ts";
import { ActPreviewLater } from "./acts/act-preview-later.tsx";
import type { AskedAct } from "./acts/asked-act.ts";

interface QuickActProps {
  readonly label: string;
  /** What it does to what, for screen readers: "Close long 0.1 EURUSD". */
  readonly full: string;
  /** With it the person is asked in place: "Close long 0.1 EURUSD?" */
  readonly question?: string | undefined;
  /** What is asked about: below the question stands what it would do. */
  readonly about?: AskedAct;
  readonly act: () => Promise<unknown>;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  /** Counts up when the question is to be opened from elsewhere, by a key. */
  readonly asked?: number;
}

/** A small button that acts at once or after one confirmation in its own place; dialogs are for rarer things. */
export function QuickAct(props: QuickActProps) {
  const { label, full, question, about, act, disabled = false, danger = false, asked = 0 } = props;
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const seen = useRef(asked);
  const button = useRef<HTMLButtonElement>(null);
  const run = async (): Promise<void> => {
    setAsks(false);
    setBusy(true);
    await act().finally(() => setBusy(false));
  };
  const start = (): void => {
    if (question === undefined) void run();
    else setAsks(true);
  };
  useEffect(() => {
    if (asked === seen.current) return;
    seen.current = asked;
    button.current?.click();
  }, [asked]);
  if (asks && question !== undefined) {
    return (
      <fieldset
        className="in-place"
        aria-label={question}
        onKeyDown={(event) => {
          if (event.key === "Escape") setAsks(false);
        }}
      >
        <span>{question}</span>
        <Button size="compact-xs" color={danger ? "red" : "teal"} onClick={() => void run()} autoFocus>
          Yes, {label.charAt(0).toLowerCase() + label.slice(1)}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => setAsks(false)}>
          No
        </Button>
        {about !== undefined && <ActPreviewLater act={about} />}
      </fieldset>
    );
  }
  return (
    <Button
      ref={button}
      size="compact-xs"
      variant="default"
      aria-label={named(label, full)}
      title={full}
      disabled={disabled}
      loading={busy}
      onClick={start}
    >
      {label}
    </Button>
  );
}
