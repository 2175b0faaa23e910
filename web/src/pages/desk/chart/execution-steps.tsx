import { ActionIcon, Group, Text } from "@mantine/core";
import type { Execution } from "../use-history.ts";

interface ExecutionStepsProps {
  readonly executions: readonly Execution[];
  readonly chosen: string | null;
  readonly onChoose: (execution: Execution) => void;
}

/** Goes from execution to execution, for those who have no mouse to point at an arrow. */
export function ExecutionSteps({ executions, chosen, onChoose }: ExecutionStepsProps) {
  if (executions.length === 0) return null;
  const index = executions.findIndex(({ deal }) => deal === chosen);
  const earlier = executions[index === -1 ? executions.length - 1 : index - 1];
  const later = index === -1 ? undefined : executions[index + 1];
  const place = index === -1 ? `${executions.length}` : `${index + 1} of ${executions.length}`;
  const step = (name: string, sign: string, to: Execution | undefined) => (
    <ActionIcon
      variant="default"
      aria-label={name}
      disabled={to === undefined}
      onClick={() => to !== undefined && onChoose(to)}
    >
      {sign}
    </ActionIcon>
  );
  return (
    <Group gap={6} role="group" aria-label="Executions on the chart">
      {step("Earlier execution", "‹", earlier)}
      <Text size="xs" role="status">
        Executions: {place}
      </Text>
      {step("Later execution", "›", later)}
    </Group>
  );
}
