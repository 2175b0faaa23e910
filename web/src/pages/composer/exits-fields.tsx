import { SimpleGrid, Stack, Text } from "@mantine/core";
import { barFrames } from "../../../../src/domain/alert/bar-frames.ts";
import { Choice, Words } from "./choice.tsx";
import type { Draft } from "./draft.ts";

interface ExitsFieldsProps {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
}

const frames = Object.fromEntries(barFrames.map((frame) => [frame, frame]));

/** What the trading machine does with the position afterwards, and when an entry is left out. */
export function ExitsFields({ draft, set }: ExitsFieldsProps) {
  return (
    <details className="more">
      <summary>Exits and filters</summary>
      <Stack gap="xs" mt="xs">
        <Text size="xs" c="dimmed">
          In pips, unless said otherwise. What is left empty is not in the message.
        </Text>
        <SimpleGrid cols={2} spacing="xs">
          <Words
            label="Breakeven at a gain of"
            value={draft.breakevenAt}
            onChange={(breakevenAt) => set({ breakevenAt })}
          />
          <Words
            label="…and better by"
            value={draft.breakevenOffset}
            onChange={(breakevenOffset) => set({ breakevenOffset })}
          />
          <Words
            label="Trailing stop, distance"
            value={draft.trailDistance}
            onChange={(trailDistance) => set({ trailDistance })}
          />
          <Choice
            label="…counted in"
            value={draft.trailUnit}
            options={{ pips: "pips", percent: "percent of the price" }}
            onChange={(trailUnit) => set({ trailUnit })}
          />
          <Words
            label="…from a gain of"
            value={draft.trailFrom}
            onChange={(trailFrom) => set({ trailFrom })}
          />
          <Words label="…in steps of" value={draft.trailStep} onChange={(trailStep) => set({ trailStep })} />
          <Words
            label="ATR trailing, times"
            value={draft.atrMultiplier}
            onChange={(atrMultiplier) => set({ atrMultiplier })}
          />
          <Words label="…of ATR bars" value={draft.atrPeriod} onChange={(atrPeriod) => set({ atrPeriod })} />
          <Choice
            label="…of length"
            value={draft.atrFrame}
            options={frames}
            onChange={(atrFrame) => set({ atrFrame })}
          />
          <span />
          <Words
            label="Partial close at"
            value={draft.partialAt}
            onChange={(partialAt) => set({ partialAt })}
          />
          <Words
            label="…of so many percent"
            value={draft.partialPercent}
            onChange={(partialPercent) => set({ partialPercent })}
          />
          <Words
            label="Largest spread"
            value={draft.maxSpread}
            onChange={(maxSpread) => set({ maxSpread })}
          />
        </SimpleGrid>
      </Stack>
    </details>
  );
}
