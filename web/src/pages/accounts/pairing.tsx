import { Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { gatewayNowMs } from "../../live/gateway-clock.ts";
import { Copied } from "../../ui/copied.tsx";
import { Form } from "../../ui/form.tsx";
import { Qr } from "../../ui/qr.tsx";
import { Section } from "../../ui/section.tsx";
import { type Account, linkState, useAccount } from "./account-schemas.ts";

const codeSchema = z.object({ code: z.string(), expiresAtMs: z.number() });
type Code = z.infer<typeof codeSchema>;

const LOOK_EVERY_MS = 3_000;

interface PairingProps {
  readonly account: Account;
  /** As a part of a page; otherwise it is in a dialog. */
  readonly framed?: boolean;
}

/** Lets an agent take this account over: by a code that is good once, for ten minutes. */
export function Pairing({ account, framed = false }: PairingProps) {
  const paired = account.link.agentId !== null;
  const about = paired
    ? "A new agent takes the place of the one before, which is refused from then on."
    : "The agent runs on the machine where your terminal runs, and connects out to this gateway.";
  const content = <PairingCode account={account} />;
  if (framed) {
    return (
      <Section title="Pair the agent" about={about}>
        {content}
      </Section>
    );
  }
  return (
    <Stack>
      <Text size="sm">{about}</Text>
      {content}
    </Stack>
  );
}

/** The button that makes a code, the code with its QR, and what comes of it. */
export function PairingCode({ account }: { readonly account: Account }) {
  const [code, setCode] = useState<Code | null>(null);
  const [before] = useState(account.link.agentId);
  const now = useAccount(account.id, LOOK_EVERY_MS).data ?? account;
  const done = now.link.agentId !== before;
  const left = useSecondsUntil(code?.expiresAtMs ?? null);
  const make = useMutation({
    mutationFn: () =>
      call(`/api/accounts/${account.id}/pairing`, {
        method: "POST",
        body: {},
        answer: codeSchema,
        confirm: `an agent may be paired with ${account.name}`,
      }),
  });
  if (done) {
    return (
      <Text role="status">
        Paired. The agent is{" "}
        {linkState(now) === "ready" ? "connected, and its terminal is ready" : linkState(now)}.
      </Text>
    );
  }
  const command = `sallyport-agent pair ${code?.code ?? ""} --gateway ${location.origin}`;
  return (
    <Stack>
      {code !== null && left > 0 && (
        <Group align="flex-start" gap="lg">
          <Qr
            text={command}
            label="QR code of the command that pairs the agent; the same text stands beside it"
          />
          <Stack gap="xs" flex="1 1 16rem">
            <Text size="sm">On the trading machine, within {minutes(left)}:</Text>
            <Copied text={command} what="command" />
            <Text size="sm">Then start it:</Text>
            <Copied text="sallyport-agent run" what="second command" />
            <Text size="sm" c="dimmed" role="status">
              Waiting for the agent…
            </Text>
          </Stack>
        </Group>
      )}
      {code !== null && left === 0 && <Text role="status">The code has run out. Make a new one.</Text>}
      <Form
        submit={code === null ? "Make a pairing code" : "Make another code"}
        act={() => make.mutateAsync()}
        onDone={setCode}
      />
    </Stack>
  );
}

function minutes(seconds: number): string {
  return seconds >= 60 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`;
}

/** Counts down; 0 from the moment on. */
function useSecondsUntil(atMs: number | null): number {
  const [nowMs, setNowMs] = useState(gatewayNowMs);
  useEffect(() => {
    if (atMs === null) return;
    setNowMs(gatewayNowMs());
    const timer = setInterval(() => setNowMs(gatewayNowMs()), 1_000);
    return () => clearInterval(timer);
  }, [atMs]);
  return atMs === null ? 0 : Math.max(0, Math.ceil((atMs - nowMs) / 1_000));
}
