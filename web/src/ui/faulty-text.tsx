import { Stack, Text, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import type { Refusal } from "../../../src/domain/refusal.ts";
import { faultSpan, placeWords } from "../words/fault-span.ts";
import "./faulty-text.css";

interface FaultyTextProps {
  readonly text: string;
  /** Zero-based character offset of the fault; without one nothing is underlined. */
  readonly at?: number | undefined;
}

/** A message as it came, with the fault underlined where it is. */
export function FaultyText({ text, at }: FaultyTextProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that may scroll must be reachable by keyboard
    <section className="message" tabIndex={0} aria-label="The message">
      <pre>{at === undefined ? text : underlined(text, at)}</pre>
    </section>
  );
}

function underlined(text: string, at: number): ReactNode {
  const { from, to } = faultSpan(text, at);
  const atEnd = from === to;
  return (
    <>
      {text.slice(0, from)}
      <mark className="fault">
        <VisuallyHidden>fault: </VisuallyHidden>
        {atEnd ? "␣" : text.slice(from, to)}
      </mark>
      <VisuallyHidden> (end of the fault) </VisuallyHidden>
      {text.slice(to)}
    </>
  );
}

interface WhyProps {
  readonly refusal: Refusal;
  /** The message, when the refusal has a place in it. */
  readonly text?: string;
}

/** Why something was refused, where the fault is, and how to mend it. */
export function Why({ refusal, text }: WhyProps) {
  const { code, message, at, hint, venueCode } = refusal;
  return (
    <Stack gap={2}>
      <Text size="sm" c="red.2">
        {message}
        {text !== undefined && at !== undefined && ` It is at ${placeWords(text, at)}.`}
      </Text>
      {hint !== undefined && <Text size="sm">How to mend it: {/[.?!]$/.test(hint) ? hint : `${hint}.`}</Text>}
      <Text size="xs" c="gray.4">
        {code}
        {venueCode !== undefined && `, the broker's code ${venueCode}`}
      </Text>
    </Stack>
  );
}
