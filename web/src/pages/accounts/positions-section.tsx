import { Badge, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { useLive } from "../../live/use-live.ts";
import { Listing } from "../../ui/listing.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Section } from "../../ui/section.tsx";
import { ACCOUNTS } from "./account-schemas.ts";

const positionsSchema = z.object({
  positions: z.array(
    z.object({
      position: z.string(),
      symbol: z.string(),
      side: z.enum(["long", "short"]),
      lots: z.string(),
      openPrice: z.string(),
      stopLoss: z.string().nullable(),
      takeProfit: z.string().nullable(),
      external: z.boolean().optional(),
      openedAtMs: z.number(),
    }),
  ),
  atMs: z.number().nullable(),
});
type Positions = z.infer<typeof positionsSchema>;

/** While the feed cannot tell. */
const ASKED_EVERY_MS = 10_000;

/** What is open now, by the agent's last report; acting on it is the desk's. */
export function PositionsSection({ accountId }: { readonly accountId: string }) {
  const client = useQueryClient();
  const { status, board } = useLive(accountId);
  const told = status === "live" && board !== null ? board.positions : null;
  useEffect(() => {
    if (told === null) return;
    const positions = [...told.values()];
    client.setQueryData<Positions>([...ACCOUNTS, accountId, "positions"], { positions, atMs: null });
  }, [client, accountId, told]);
  const query = useQuery({
    queryKey: [...ACCOUNTS, accountId, "positions"],
    queryFn: ({ signal }) =>
      call(`/api/accounts/${accountId}/positions`, { answer: positionsSchema, signal }),
    enabled: told === null,
    refetchInterval: ASKED_EVERY_MS,
  });
  return (
    <Section title="Positions">
      <Listing
        query={query}
        items={({ positions }) => positions}
        what="positions"
        empty="Nothing is open."
        head={["Symbol", "Side", "Lots", "Opened at", "Stop loss", "Take profit", "Since"]}
        minWidth={640}
        row={(position) => <Row key={position.position} position={position} />}
      />
    </Section>
  );
}

function Row({ position }: { readonly position: Positions["positions"][number] }) {
  const { symbol, side, lots, openPrice, stopLoss, takeProfit, external, openedAtMs } = position;
  return (
    <Table.Tr>
      <Table.Td>
        {symbol}{" "}
        {external === true && (
          <Badge color="gray" variant="light" tt="none">
            not ours
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm" c={side === "long" ? "teal.4" : "red.4"}>
          {side}
        </Text>
      </Table.Td>
      <Table.Td>{lots}</Table.Td>
      <Table.Td>{openPrice}</Table.Td>
      <Table.Td>{stopLoss ?? "–"}</Table.Td>
      <Table.Td>{takeProfit ?? "–"}</Table.Td>
      <Table.Td>
        <Moment atMs={openedAtMs} />
      </Table.Td>
    </Table.Tr>
  );
}
