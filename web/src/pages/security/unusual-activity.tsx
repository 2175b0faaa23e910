import { Badge, Button, Select, Stack, Table, Text, Textarea } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Form } from "../../ui/form.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Section } from "../../ui/section.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { Wide } from "../../ui/wide.tsx";

const alertSchema = z.object({
  id: z.string(),
  rule: z.string(),
  severity: z.enum(["info", "warning", "critical"]),
  state: z.enum(["open", "acknowledged", "resolved"]),
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string().nullish() }),
  cause: z.string(),
  advice: z.string(),
  firstAtMs: z.number(),
  lastAtMs: z.number(),
  count: z.number(),
  note: z.string().nullable(),
});
type SecurityAlert = z.infer<typeof alertSchema>;
const pageSchema = z.object({ items: z.array(alertSchema), next: z.string().nullable() });

const UNUSUAL = ["security", "unusual-activity"] as const;
const severityColours = { info: "gray", warning: "orange", critical: "red" } as const;

/** Security alerts: what was seen, what to do, and what people made of it. */
export function UnusualActivity() {
  const [state, setState] = useState("");
  const list = useInfiniteQuery({
    queryKey: [...UNUSUAL, state],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: "50" });
      if (state !== "") query.set("state", state);
      if (pageParam !== "") query.set("cursor", pageParam);
      return call(`/security/unusual-activity?${query.toString()}`, { answer: pageSchema, signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    refetchInterval: 30_000,
  });
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section
      title="Unusual activity"
      actions={
        <Select
          aria-label="Which alerts"
          size="xs"
          data={[
            { value: "", label: "all" },
            { value: "open", label: "open" },
            { value: "acknowledged", label: "somebody is looking" },
            { value: "resolved", label: "resolved" },
          ]}
          value={state}
          onChange={(next) => setState(next ?? "")}
          allowDeselect={false}
        />
      }
    >
      {list.isPending && <Waiting what="security alerts" />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing unusual was seen.
        </Text>
      )}
      {rows.length > 0 && (
        <Wide label="security alerts" minWidth={680}>
          <Table aria-label="security alerts">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Seen</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>Actions</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((alert) => (
                <Row key={alert.id} alert={alert} />
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Older ones
        </Button>
      )}
    </Section>
  );
}

function Row({ alert }: { readonly alert: SecurityAlert }) {
  const { severity, cause, advice, count, lastAtMs, note, state, subject } = alert;
  return (
    <Table.Tr>
      <Table.Td>
        <Moment atMs={lastAtMs} />
        {count > 1 && (
          <Text size="xs" c="dimmed">
            {count} times
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Badge color={severityColours[severity]} variant="light" tt="none">
          {severity}
        </Badge>{" "}
        {subject.name ?? subject.id}
        <Text size="sm">{cause}</Text>
        <Text size="sm" c="dimmed">
          {advice}
        </Text>
        {note !== null && <Text size="sm">Note: {note}</Text>}
      </Table.Td>
      <Table.Td>{state === "acknowledged" ? "somebody is looking" : state}</Table.Td>
      <Table.Td>
        {state !== "resolved" && (
          <Stack gap={4} align="flex-start">
            {state === "open" && <Change alert={alert} to="acknowledged" label="Acknowledge" />}
            <Change alert={alert} to="resolved" label="Resolve" />
          </Stack>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

interface ChangeProps {
  readonly alert: SecurityAlert;
  readonly to: "acknowledged" | "resolved";
  readonly label: string;
}

function Change({ alert, to, label }: ChangeProps) {
  const client = useQueryClient();
  return (
    <Dialog label={label} title={`${label} this alert`} size="compact-xs" variant="default">
      {(close) => (
        <Note
          label={label}
          save={(note) =>
            call(`/security/unusual-activity/${alert.id}`, {
              method: "PATCH",
              body: { state: to, note },
              answer: z.unknown(),
            })
          }
          onDone={async () => {
            await client.invalidateQueries({ queryKey: ["security"] });
            close();
          }}
        />
      )}
    </Dialog>
  );
}

interface NoteProps {
  readonly label: string;
  readonly save: (note: string | null) => Promise<unknown>;
  readonly onDone: () => unknown;
}

function Note({ label, save, onDone }: NoteProps) {
  const [note, setNote] = useState("");
  return (
    <Form submit={label} act={() => save(note.trim() === "" ? null : note.trim())} onDone={onDone}>
      <Textarea
        label="Note"
        description="For the others; may be empty."
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={1_000}
        rows={3}
        data-autofocus
      />
    </Form>
  );
}
