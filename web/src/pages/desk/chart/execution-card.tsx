import { Anchor, CloseButton, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Moment } from "../../../ui/moment.tsx";
import type { Execution } from "../use-history.ts";
import { executionWords } from "./executions.ts";

interface ExecutionCardProps {
  readonly execution: Execution;
  /** Only a chosen one stays, and can be closed; one that is pointed at goes with the pointer. */
  readonly onClose: (() => void) | undefined;
}

/** What an execution was, and where its story is told. */
export function ExecutionCard({ execution, onClose }: ExecutionCardProps) {
  const { atMs, profit, entry, orderId, alertId } = execution;
  return (
    <section className="chart-card" aria-label="Execution">
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Text size="sm" fw={600}>
          {executionWords(execution)}
        </Text>
        {onClose !== undefined && (
          <CloseButton size="sm" aria-label="Close the execution" onClick={onClose} />
        )}
      </Group>
      <Text size="xs">
        <Moment atMs={atMs} />
        {entry !== "in" && ` · profit ${profit}`}
      </Text>
      <Text size="xs" c="dimmed" className="break">
        {orderId === null ? "Not by Sallyport" : `Order ${orderId}`}
      </Text>
      {alertId !== null && (
        <Anchor
          size="xs"
          renderRoot={(props) => <Link to="/alerts/$alertId" params={{ alertId }} {...props} />}
        >
          The story of its alert
        </Anchor>
      )}
    </section>
  );
}
