import { Button, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Failure } from "../../ui/failure.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Section } from "../../ui/section.tsx";
import { TableBody } from "../../ui/table-body.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { Wide } from "../../ui/wide.tsx";
import { useChannels } from "./channel-schemas.ts";

const noticeSchema = z.object({
  id: z.string(),
  severity: z.string(),
  atMs: z.number(),
  title: z.string(),
  text: z.string(),
  deliveries: z.array(
    z.object({
      channelId: z.string(),
      state: z.string(),
      attempts: z.number(),
      reason: z.string().nullable(),
    }),
  ),
});
type Notice = z.infer<typeof noticeSchema>;
const pageSchema = z.object({ items: z.array(noticeSchema), next: z.string().nullable() });

/** What was told lately, and whether it arrived. */
export function Notices() {
  const list = useInfiniteQuery({
    queryKey: ["notices", "list"],
    queryFn: ({ pageParam, signal }) =>
      call(`/api/notices?limit=20${pageParam === "" ? "" : `&cursor=${pageParam}`}`, {
        answer: pageSchema,
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    refetchInterval: 60_000,
  });
  const names = new Map(useChannels().data?.items.map(({ id, name }) => [id, name]));
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section title="Told lately">
      {list.isPending && <Waiting what="notices" />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing was told yet.
        </Text>
      )}
      {rows.length > 0 && (
        <Wide label="notices" minWidth={560}>
          <Table aria-label="notices" aria-rowcount={list.hasNextPage ? -1 : rows.length + 1}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>When</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th>Arrived</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <TableBody
              rows={rows}
              columns={3}
              row={(notice) => <Row key={notice.id} notice={notice} names={names} />}
            />
          </Table>
        </Wide>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Older notices
        </Button>
      )}
    </Section>
  );
}

interface RowProps {
  readonly notice: Notice;
  readonly names: ReadonlyMap<string, string>;
}

function Row({ notice, names }: RowProps) {
  const { atMs, severity, title, text, deliveries } = notice;
  return (
    <Table.Tr>
      <Table.Td>
        <Moment atMs={atMs} />
      </Table.Td>
      <Table.Td>
        {title} ({severity})
        <Text size="xs" c="dimmed">
          {text}
        </Text>
      </Table.Td>
      <Table.Td>
        {deliveries.length === 0 && "no channel wanted it"}
        {deliveries.map(({ channelId, state, reason }) => (
          <Text size="xs" key={channelId} {...(state === "given_up" ? { c: "red.4" } : {})}>
            {names.get(channelId) ?? "a channel that was removed"}: {state.replaceAll("_", " ")}
            {reason === null ? "" : ` (${reason.replaceAll("_", " ")})`}
          </Text>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}
