import { Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { usePerson, useSessionRefresh } from "../../session/session.tsx";
import { Act } from "../../ui/act.tsx";
import { Copied } from "../../ui/copied.tsx";
import { Form } from "../../ui/form.tsx";
import { Qr } from "../../ui/qr.tsx";
import { Section } from "../../ui/section.tsx";
import { CodesOnce } from "./codes-once.tsx";
import { changedSchema } from "./factor-schemas.ts";

const begunSchema = z.object({ token: z.string(), secret: z.string(), uri: z.string() });
type Begun = z.infer<typeof begunSchema>;

/** An authenticator app: set up with a QR code and a first right code, or removed. */
export function Authenticator() {
  const { factors } = usePerson();
  const again = useSessionRefresh();
  const [begun, setBegun] = useState<Begun | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Section
      title="Authenticator app"
      about={
        factors.totp
          ? "A code of your app is asked for when you log in, and for changes that need a confirmation."
          : "An app on your telephone that shows a new code every 30 seconds."
      }
    >
      {codes !== null && <CodesOnce codes={codes} onKept={() => setCodes(null)} />}
      {factors.totp && (
        <Group>
          <Act
            label="Remove the app"
            full="Remove the authenticator app"
            consequence="Codes of it are asked for no more, and taken no more. What is left to log in with is your password and your passkeys."
            act={() =>
              call("/api/me/totp", {
                method: "DELETE",
                answer: z.unknown(),
                confirm: "the authenticator app is removed",
              })
            }
            onDone={again}
          />
        </Group>
      )}
      {!factors.totp && begun === null && (
        <Form
          submit="Set up an app"
          act={() =>
            call("/api/me/totp", {
              method: "POST",
              body: {},
              answer: begunSchema,
              confirm: "an authenticator app is added",
            })
          }
          onDone={setBegun}
        />
      )}
      {!factors.totp && begun !== null && (
        <FirstCode
          begun={begun}
          onDone={async (fresh) => {
            setBegun(null);
            setCodes(fresh);
            await again();
          }}
        />
      )}
    </Section>
  );
}

interface FirstCodeProps {
  readonly begun: Begun;
  readonly onDone: (codes: readonly string[] | null) => unknown;
}

function FirstCode({ begun, onDone }: FirstCodeProps) {
  const [code, setCode] = useState("");
  return (
    <Stack>
      <Group align="flex-start" gap="lg">
        <Qr text={begun.uri} label="QR code for the authenticator app; the same secret stands beside it" />
        <Stack gap="xs" flex="1 1 16rem">
          <Text size="sm">Scan it with your app, or type the secret into it:</Text>
          <Copied text={begun.secret} what="secret of the app" />
        </Stack>
      </Group>
      <Form
        submit="Confirm the app"
        act={() =>
          call("/api/me/totp/confirm", {
            method: "POST",
            body: { token: begun.token, code },
            answer: changedSchema,
          })
        }
        onDone={({ recoveryCodes }) => onDone(recoveryCodes ?? null)}
      >
        <TextInput
          label="The code that it shows now"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value.trim())}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          maw={240}
          required
        />
      </Form>
    </Stack>
  );
}
