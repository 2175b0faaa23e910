import { Anchor, Code, List, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { Wide } from "../../ui/wide.tsx";
import { type VendorGuide, vendors } from "./vendors.ts";

/** For those who come from another vendor: what stays, what is called otherwise, and what is different. */
export function ComingOver() {
  return (
    <Page
      title="Coming over"
      about="Messages of PineConnector and TradersPost are understood as they are. Here are their words beside ours, and examples to try in the composer."
    >
      {vendors.map((guide) => (
        <Vendor key={guide.vendor} guide={guide} />
      ))}
    </Page>
  );
}

function Vendor({ guide }: { readonly guide: VendorGuide }) {
  const { vendor, about, rows, examples } = guide;
  return (
    <Section title={`From ${vendor}`}>
      <Text size="sm" maw={720}>
        {about}
      </Text>
      <Text size="sm" fw={600}>
        Try one in the composer
      </Text>
      <List size="sm" spacing={4}>
        {examples.map(({ name, message }) => (
          <List.Item key={name}>
            <Anchor
              size="sm"
              underline="always"
              renderRoot={(props) => <Link to="/composer" search={{ message }} {...props} />}
            >
              {name}
            </Anchor>
          </List.Item>
        ))}
      </List>
      <Wide label={`${vendor}'s words and ours`} minWidth={560}>
        <Table aria-label={`${vendor}'s words and ours`} verticalSpacing={6} fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{vendor}</Table.Th>
              <Table.Th>Sallyport JSON</Table.Th>
              <Table.Th>Worth knowing</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ theirs, ours, note }) => (
              <Table.Tr key={theirs}>
                <Table.Td>
                  <Code className="break">{theirs}</Code>
                </Table.Td>
                <Table.Td>{ours.includes('"') ? <Code className="break">{ours}</Code> : ours}</Table.Td>
                <Table.Td>{note}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Section>
  );
}
