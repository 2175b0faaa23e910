import { Group, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Act } from "../../ui/act.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Section } from "../../ui/section.tsx";

const kindSchema = z.enum(["terms", "privacy", "product_notices"]);
type Kind = z.infer<typeof kindSchema>;
const consentsSchema = z.object({
  asked: z.object({ terms: z.string().nullable(), privacy: z.string().nullable() }),
  items: z.array(
    z.object({ kind: kindSchema, version: z.string().nullable(), given: z.boolean(), atMs: z.number() }),
  ),
});
type ConsentList = z.infer<typeof consentsSchema>;

const CONSENTS = ["me", "consents"] as const;
const names = {
  terms: "terms",
  privacy: "privacy notice",
  product_notices: "news about the product",
} as const;

/** What one agreed to, when, and taking it back. */
export function Consents() {
  const client = useQueryClient();
  const list = useQuery({
    queryKey: CONSENTS,
    queryFn: ({ signal }) => call("/api/me/consents", { answer: consentsSchema, signal }),
  });
  return (
    <Section title="What you agreed to">
      <Listing
        query={list}
        items={({ items }) => items}
        what="consents"
        empty="Nothing was asked of you."
        head={["What", "Version", "When", ""]}
        minWidth={420}
        row={({ kind, version, given, atMs }) => (
          <Table.Tr key={`${kind} ${atMs}`}>
            <Table.Td>{names[kind]}</Table.Td>
            <Table.Td>{version ?? "–"}</Table.Td>
            <Table.Td>
              <Moment atMs={atMs} />
            </Table.Td>
            <Table.Td>{given ? "agreed" : "taken back"}</Table.Td>
          </Table.Tr>
        )}
      />
      {list.data !== undefined && (
        <Choices list={list.data} onChanged={() => client.invalidateQueries({ queryKey: CONSENTS })} />
      )}
    </Section>
  );
}

interface ChoicesProps {
  readonly list: ConsentList;
  readonly onChanged: () => Promise<void>;
}

/** For each kind what stands now, and the other choice. The newest entry of a kind is the one that counts. */
function Choices({ list, onChanged }: ChoicesProps) {
  const { asked, items } = list;
  const kinds: { kind: Kind; version: string | null }[] = [
    ...(asked.terms === null ? [] : [{ kind: "terms" as const, version: asked.terms }]),
    ...(asked.privacy === null ? [] : [{ kind: "privacy" as const, version: asked.privacy }]),
    { kind: "product_notices", version: null },
  ];
  return (
    <>
      {kinds.map(({ kind, version }) => {
        const latest = items.find((one) => one.kind === kind);
        const agreed = latest?.given === true && latest.version === version;
        return (
          <Group key={kind} gap="sm">
            <Text size="sm">
              {names[kind]}
              {version === null ? "" : ` (version ${version})`}: {agreed ? "agreed" : "not agreed"}
            </Text>
            <Act
              label={agreed ? "Take back" : "Agree"}
              full={`${agreed ? "Take back the agreement to" : "Agree to"} ${names[kind]}`}
              size="compact-xs"
              act={() =>
                call("/api/me/consents", {
                  method: "PUT",
                  body: { kind, given: !agreed, ...(version === null || agreed ? {} : { version }) },
                  answer: consentsSchema,
                })
              }
              onDone={onChanged}
            />
          </Group>
        );
      })}
    </>
  );
}
