import { Group, SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import { type BarFrame, barFrames } from "../../../../../src/domain/alert/exits.ts";

interface ChartBarProps {
  readonly frame: BarFrame;
  readonly onFrame: (frame: BarFrame) => void;
  readonly children: ReactNode;
}

/** Above the chart: the frames to choose from, and what else there is to do. */
export function ChartBar({ frame, onFrame, children }: ChartBarProps) {
  return (
    <Group justify="space-between" gap="xs">
      <SegmentedControl
        size="xs"
        aria-label="Frame of the bars"
        data={[...barFrames]}
        value={frame}
        onChange={(value) => {
          const chosen = barFrames.find((one) => one === value);
          if (chosen !== undefined) onFrame(chosen);
        }}
      />
      {children}
    </Group>
  );
}
