import { Alert, Group, Stack, Table, Text } from "@mantine/core";
import type { PreviewStep } from "../../../src/protocol/preview.ts";
import { Why } from "../ui/faulty-text.tsx";
import { Wide } from "../ui/wide.tsx";
import { doors } from "./doors.ts";
import type { Preview } from "./preview-schema.ts";
import { stepWords } from "./step-words.ts";

/** What a message would become on an account: its requests to MetaTrader, or who would refuse it and why. */
export function PreviewCard({ preview, message }: { readonly preview: Preview; readonly message?: string }) {
  const { account, refusal, orders } = preview;
  const currency = account?.currency ?? "";
  const place = message === undefined ? {} : { text: message };
  return (
    <Stack gap="xs">
      {account !== null && (
        <Text size="xs" c="dimmed">
          Balance {account.balance}, equity {account.equity}, free margin {account.freeMargin} {currency}
        </Text>
      )}
      {refusal !== null && (
        <Alert color="red" title={`${doors[refusal.door]} would refuse it`}>
          <Why refusal={refusal} {...place} />
        </Alert>
      )}
      {refusal === null && orders.length === 0 && (
        <Text size="sm">Nothing would be traded: this is for the strategy itself.</Text>
      )}
      {orders.map((order, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what is not sent has no other name than its place
        <Stack gap={4} key={index}>
          {order.refusal !== null && (
            <Alert color="red" title={`${doors[order.refusal.door]} would refuse it`}>
              <Why refusal={order.refusal} {...place} />
            </Alert>
          )}
          {order.steps.length > 0 && <Steps steps={order.steps} currency={currency} />}
          {order.notes.map(({ code, message: words }) => (
            <Text size="sm" key={code} c="yellow.4">
              {words}
            </Text>
          ))}
        </Stack>
      ))}
    </Stack>
  );
}

function Steps({ steps, currency }: { readonly steps: readonly PreviewStep[]; readonly currency: string }) {
  return (
    <Wide label="requests to MetaTrader" minWidth={460}>
      <Table aria-label="Requests to MetaTrader" verticalSpacing={4} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Request</Table.Th>
            <Table.Th ta="right">Price</Table.Th>
            <Table.Th ta="right">Stop</Table.Th>
            <Table.Th ta="right">Target</Table.Th>
            <Table.Th ta="right">At risk</Table.Th>
            <Table.Th ta="right">Margin</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <Table.Tr key={index}>
              <Table.Td>{stepWords(step)}</Table.Td>
              <Table.Td ta="right">{step.price ?? "–"}</Table.Td>
              <Table.Td ta="right">
                <Distance price={step.stopLoss} pips={step.stopPips} />
              </Table.Td>
              <Table.Td ta="right">
                <Distance price={step.takeProfit} pips={step.targetPips} />
              </Table.Td>
              <Table.Td ta="right">
                {step.risk === null ? "–" : `${step.risk.money} ${currency}`}
                {step.risk?.balancePercent != null && (
                  <Text size="xs" c="dimmed">
                    {step.risk.balancePercent} % of the balance
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="right">{step.margin ?? "–"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

function Distance({ price, pips }: { readonly price: string | null; readonly pips: string | null }) {
  if (price === null) return "–";
  return (
    <Group gap={4} justify="flex-end">
      {price}
      {pips !== null && (
        <Text size="xs" c="dimmed" span>
          {pips} pips
        </Text>
      )}
    </Group>
  );
}
