import { Badge, Group, Table, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Act } from "../../ui/act.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Listing } from "../../ui/listing.tsx";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { Section } from "../../ui/section.tsx";
import { ChannelForm } from "./channel-form.tsx";
import { CHANNELS, CHANNELS_PATH, type Channel, useChannels } from "./channel-schemas.ts";

const testedSchema = z.object({
  delivered: z.boolean(),
  status: z.number().nullish(),
  reason: z.string().nullish(),
  answer: z.string().nullish(),
});
type Tested = z.infer<typeof testedSchema>;

/** Where notices go. */
export function Channels() {
  const client = useQueryClient();
  const list = useChannels();
  const [secret, setSecret] = useState<string | null>(null);
  const saved = async (channel: Channel, close: () => void): Promise<void> => {
    setSecret(channel.webhookSecret ?? null);
    close();
    await client.invalidateQueries({ queryKey: CHANNELS });
  };
  return (
    <Section
      title="Notices"
      about="Where the gateway tells you of what it noticed. Have two channels of different services for what must not be missed."
      actions={
        <Dialog label="New channel" title="New channel for notices" size="xs">
          {(close) => <ChannelForm channel={null} onDone={(channel) => saved(channel, close)} />}
        </Dialog>
      }
    >
      {secret !== null && (
        <SecretOnce
          what="Secret of the webhook"
          secret={secret}
          use="The receiver checks signatures with it (Standard Webhooks)."
          onKept={() => setSecret(null)}
        />
      )}
      <Listing
        query={list}
        items={({ items }) => items}
        what="channels"
        empty="There is none: nobody is told of anything."
        head={["Channel", "To", "From", "State", "Actions"]}
        minWidth={760}
        row={(channel) => (
          <Row
            key={channel.id}
            channel={channel}
            onSaved={saved}
            onChanged={() => client.invalidateQueries({ queryKey: ["notices"] })}
          />
        )}
      />
    </Section>
  );
}

interface RowProps {
  readonly channel: Channel;
  readonly onSaved: (channel: Channel, close: () => void) => Promise<void>;
  readonly onChanged: () => Promise<void>;
}

function Row({ channel, onSaved, onChanged }: RowProps) {
  const { id, name, type, target, severity, kinds, enabled, health, failingReason } = channel;
  const [tested, setTested] = useState<Tested | null>(null);
  return (
    <Table.Tr>
      <Table.Td>
        {name}
        <Text size="xs" c="dimmed">
          {type}
        </Text>
      </Table.Td>
      <Table.Td>{target.to?.join(", ") ?? target.chatId ?? target.host ?? "–"}</Table.Td>
      <Table.Td>
        {severity}
        <Text size="xs" c="dimmed">
          {kinds.join(", ")}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge color={!enabled ? "gray" : health === "ok" ? "teal" : "red"} variant="light" tt="none">
          {enabled ? health : "off"}
        </Badge>
        {health !== "ok" && failingReason !== null && (
          <Text size="xs" c="red.4">
            {failingReason.replaceAll("_", " ")}
          </Text>
        )}
        <Text size="xs" role="status">
          {tested !== null && testInWords(tested)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <Act
            label="Test"
            full={`Test the channel ${name}`}
            size="compact-xs"
            act={async () =>
              setTested(
                await call(`${CHANNELS_PATH}/${id}/test`, { method: "POST", body: {}, answer: testedSchema }),
              )
            }
            onDone={onChanged}
          />
          <Dialog label="Edit" title={`Edit the channel ${name}`} size="compact-xs" variant="default">
            {(close) => <ChannelForm channel={channel} onDone={(next) => onSaved(next, close)} />}
          </Dialog>
          <Act
            label="Remove"
            full={`Remove the channel ${name}`}
            size="compact-xs"
            consequence="What waits for it is not sent any more."
            act={() =>
              call(`${CHANNELS_PATH}/${id}`, {
                method: "DELETE",
                answer: z.unknown(),
                confirm: `the channel ${name} is removed`,
              })
            }
            onDone={onChanged}
          />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function testInWords({ delivered, status, reason, answer }: Tested): string {
  if (delivered) return "The test arrived.";
  const why = [
    reason?.replaceAll("_", " "),
    status === null || status === undefined ? "" : `status ${status}`,
    answer,
  ];
  return `The test did not arrive: ${why.filter((part) => part).join(", ")}`;
}
