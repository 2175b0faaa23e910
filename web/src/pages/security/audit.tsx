import { Button, Select, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod";
import { auditActions } from "../../../../src/domain/audit/actions.ts";
import { call } from "../../api/client.ts";
import { Act } from "../../ui/act.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Moment } from "../../ui/moment.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { Section } from "../../ui/section.tsx";
import { TableBody } from "../../ui/table-body.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { Wide } from "../../ui/wide.tsx";
import { AuditChain } from "./audit-chain.tsx";
import { AuditDelivery } from "./audit-delivery.tsx";
import { useMembers } from "./member-schemas.ts";
import { SecurityFrame } from "./security-frame.tsx";

const entrySchema = z.object({
  sequence: z.number(),
  atMs: z.number(),
  action: z.string(),
  verdict: z.string(),
  code: z.string().nullable(),
  who: z.object({
    kind: z.string(),
    ref: z.string().nullable(),
    id: z.string().nullish(),
    name: z.string().nullish(),
    address: z.string().nullish(),
  }),
  subject: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }).nullable(),
  changes: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  moreChanges: z.number(),
  reason: z.string().nullable(),
  count: z.number(),
});
type Entry = z.infer<typeof entrySchema>;
const pageSchema = z.object({ items: z.array(entrySchema), next: z.string().nullable() });

/** Who did what, in a chain that cannot be changed unseen. */
export function AuditLog() {
  const [action, setAction] = useState<string | null>(null);
  const list = useInfiniteQuery({
    queryKey: ["security", "audit", action],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: "100" });
      if (action !== null) query.set("action", action);
      if (pageParam !== "") query.set("cursor", pageParam);
      return call(`/security/audit-log?${query.toString()}`, { answer: pageSchema, signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
  const emails = new Map(useMembers().data?.items.map(({ userId, email }) => [userId, email]));
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <SecurityFrame
      title="Audit log"
      about="Who did what, when and from where. Every entry carries the hash of the one before."
      actions={
        <Act
          label="Export"
          full="Export the whole audit log"
          size="xs"
          act={async () => {
            const text = await call("/security/audit-log/export", { answer: z.string(), text: true });
            saveFile("sallyport-audit.ndjson", text, "application/x-ndjson");
          }}
        />
      }
    >
      <AuditChain />
      <Section
        title="Entries"
        actions={
          <Select
            aria-label="Only this action"
            placeholder="every action"
            size="xs"
            data={[...auditActions]}
            value={action}
            onChange={setAction}
            searchable
            clearable
            clearButtonProps={{ "aria-label": "Show every action" }}
          />
        }
      >
        {list.isPending && <Waiting what="the audit log" />}
        {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
        {list.isSuccess && rows.length === 0 && <Text c="dimmed">There is no such entry.</Text>}
        {rows.length > 0 && (
          <Wide label="audit entries" minWidth={760}>
            <Table aria-label="audit entries" aria-rowcount={list.hasNextPage ? -1 : rows.length + 1}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th ta="right">No.</Table.Th>
                  <Table.Th>When</Table.Th>
                  <Table.Th>What</Table.Th>
                  <Table.Th>Who</Table.Th>
                  <Table.Th>Of what</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <TableBody
                rows={rows}
                columns={5}
                row={(entry) => <Row key={entry.sequence} entry={entry} emails={emails} />}
              />
            </Table>
          </Wide>
        )}
        {list.hasNextPage && (
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Older entries
          </Button>
        )}
      </Section>
      <AuditDelivery />
    </SecurityFrame>
  );
}

interface RowProps {
  readonly entry: Entry;
  readonly emails: ReadonlyMap<string, string>;
}

function Row({ entry, emails }: RowProps) {
  const { sequence, atMs, action, verdict, code, who, subject, changes, moreChanges, reason, count } = entry;
  return (
    <Table.Tr>
      <Table.Td ta="right">{sequence}</Table.Td>
      <Table.Td>
        <Moment atMs={atMs} />
      </Table.Td>
      <Table.Td>
        {action}
        {count > 1 && ` (${count} times)`}
        {verdict === "refused" && (
          <Text size="xs" c="red.4">
            refused{code === null ? "" : `: ${code}`}
          </Text>
        )}
        {reason !== null && <Text size="xs">{reason}</Text>}
        {changes.map(({ field, before, after }) => (
          <Text size="xs" c="dimmed" key={field}>
            {field}: {before ?? "–"} → {after ?? "–"}
          </Text>
        ))}
        {moreChanges > 0 && <Text size="xs">and {moreChanges} more</Text>}
      </Table.Td>
      <Table.Td>
        {who.name ?? emails.get(who.id ?? "") ?? who.ref ?? who.kind}
        {who.address && (
          <Text size="xs" c="dimmed">
            {who.address}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {subject === null
          ? "–"
          : `${subject.kind} ${subject.name ?? emails.get(subject.id ?? "") ?? subject.id ?? ""}`}
      </Table.Td>
    </Table.Tr>
  );
}
