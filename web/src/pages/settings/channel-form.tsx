import { Checkbox, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Form } from "../../ui/form.tsx";
import { listOf } from "../../ui/lines.ts";
import { CHANNELS_PATH, type Channel, channelSchema, kinds } from "./channel-schemas.ts";

interface ChannelFormProps {
  /** Null for a new one. */
  readonly channel: Channel | null;
  readonly onDone: (channel: Channel) => unknown;
}

const types = [
  { value: "email", label: "mail" },
  { value: "slack", label: "Slack" },
  { value: "discord", label: "Discord" },
  { value: "telegram", label: "Telegram" },
  { value: "webhook", label: "webhook" },
];

/** A channel: what it is called, where it leads, and what it wants. Targets are secret: they are never shown again. */
export function ChannelForm({ channel, onDone }: ChannelFormProps) {
  const [name, setName] = useState(channel?.name ?? "");
  const [type, setType] = useState<string>(channel?.type ?? "email");
  const [typed, setTyped] = useState({
    to: channel?.target.to?.join("\n") ?? "",
    url: "",
    botToken: "",
    chatId: "",
  });
  const [severity, setSeverity] = useState<string>(channel?.severity ?? "warning");
  const [wanted, setWanted] = useState(channel?.kinds ?? ["security", "emergency", "trading", "report"]);
  const [enabled, setEnabled] = useState(channel?.enabled ?? true);
  const target = targetOf(type, typed);
  return (
    <Form
      submit="Save"
      disabled={wanted.length === 0 || (channel === null && target === null)}
      act={() =>
        call(channel === null ? CHANNELS_PATH : `${CHANNELS_PATH}/${channel.id}`, {
          method: channel === null ? "POST" : "PATCH",
          body: { name, kinds: wanted, severity, enabled, ...(target === null ? {} : { target }) },
          answer: channelSchema,
          confirm: `notices go to the channel ${name}`,
        })
      }
      onDone={onDone}
    >
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        required
        data-autofocus
      />
      <Select
        label="Service"
        data={types}
        value={type}
        onChange={(next) => setType(next ?? type)}
        allowDeselect={false}
      />
      <Target
        type={type}
        typed={typed}
        onChange={setTyped}
        known={channel !== null && channel.type === type}
      />
      <Select
        label="From which severity on"
        data={["info", "warning", "critical"]}
        value={severity}
        onChange={(next) => setSeverity(next ?? severity)}
        allowDeselect={false}
      />
      <Checkbox.Group label="About" value={wanted} onChange={setWanted}>
        <Stack gap={4} mt={4}>
          {kinds.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Checkbox label="On" checked={enabled} onChange={(event) => setEnabled(event.currentTarget.checked)} />
    </Form>
  );
}

interface Typed {
  readonly to: string;
  readonly url: string;
  readonly botToken: string;
  readonly chatId: string;
}

interface TargetProps {
  readonly type: string;
  readonly typed: Typed;
  readonly onChange: (typed: Typed) => void;
  /** There is one already, which stays while nothing is typed. */
  readonly known: boolean;
}

function Target({ type, typed, onChange, known }: TargetProps) {
  const hint = known ? "Empty: it stays as it is." : undefined;
  if (type === "email") {
    return (
      <Textarea
        label="To"
        description="Addresses of members, one a line."
        value={typed.to}
        onChange={(event) => onChange({ ...typed, to: event.currentTarget.value })}
        rows={2}
      />
    );
  }
  if (type === "telegram") {
    return (
      <>
        <TextInput
          label="Token of the bot"
          description={hint ?? "@BotFather gives it."}
          value={typed.botToken}
          onChange={(event) => onChange({ ...typed, botToken: event.currentTarget.value })}
          autoComplete="off"
        />
        <TextInput
          label="Chat"
          description="Its number, or @ and the name of a channel."
          value={typed.chatId}
          onChange={(event) => onChange({ ...typed, chatId: event.currentTarget.value })}
        />
      </>
    );
  }
  return (
    <TextInput
      label="Address of the webhook"
      description={hint ?? "It begins with https://"}
      value={typed.url}
      onChange={(event) => onChange({ ...typed, url: event.currentTarget.value })}
      type="url"
      autoComplete="off"
    />
  );
}

/** Null while nothing was typed. */
function targetOf(type: string, { to, url, botToken, chatId }: Typed): object | null {
  if (type === "email") return listOf(to).length === 0 ? null : { type, to: listOf(to) };
  if (type === "telegram") {
    return botToken.trim() === "" ? null : { type, botToken: botToken.trim(), chatId: chatId.trim() };
  }
  return url.trim() === "" ? null : { type, url: url.trim() };
}
