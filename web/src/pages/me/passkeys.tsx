import { Table, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { ApiError } from "../../api/problem.ts";
import { makePasskey, passkeysWork } from "../../session/passkey.ts";
import { usePerson, useSessionRefresh } from "../../session/session.tsx";
import { Act } from "../../ui/act.tsx";
import { Form } from "../../ui/form.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Section } from "../../ui/section.tsx";
import { Wide } from "../../ui/wide.tsx";
import { CodesOnce } from "./codes-once.tsx";
import { changedSchema } from "./factor-schemas.ts";

/** Only what we hand on to the browser, which checks it by itself. */
const optionsSchema = z.custom<PublicKeyCredentialCreationOptionsJSON>(
  (value) => typeof value === "object" && value !== null && "challenge" in value && "rp" in value,
);
const begunSchema = z.object({ token: z.string(), options: optionsSchema });

const calledOff = new ApiError({ status: 0, code: "not_made", detail: "No passkey was made." });

/** Resolves to recovery codes when it is the first factor of all. */
async function addPasskey(name: string): Promise<readonly string[] | null> {
  const { token, options } = await call("/api/me/passkeys/options", {
    method: "POST",
    body: {},
    answer: begunSchema,
    confirm: `the passkey ${name} is added`,
  });
  const credential = await makePasskey(options);
  if (credential === null) throw calledOff;
  const { recoveryCodes } = await call("/api/me/passkeys", {
    method: "POST",
    body: { token, name, credential },
    answer: changedSchema,
  });
  return recoveryCodes ?? null;
}

/** Passkeys: added, listed with their last use, removed. */
export function Passkeys() {
  const { passkeys } = usePerson().factors;
  const again = useSessionRefresh();
  const [name, setName] = useState("");
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Section
      title="Passkeys"
      about="The safest way in: your device, or a security key, proves that it is you, and only to this gateway."
    >
      {codes !== null && <CodesOnce codes={codes} onKept={() => setCodes(null)} />}
      {passkeys.length > 0 && (
        <Wide label="passkeys" minWidth={420}>
          <Table aria-label="passkeys">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Passkey</Table.Th>
                <Table.Th>Since</Table.Th>
                <Table.Th>Last used</Table.Th>
                <Table.Th>Actions</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {passkeys.map((passkey) => (
                <Table.Tr key={passkey.id}>
                  <Table.Td>{passkey.name}</Table.Td>
                  <Table.Td>
                    <Moment atMs={passkey.createdAtMs} />
                  </Table.Td>
                  <Table.Td>
                    {passkey.lastUsedAtMs === null ? "never" : <Moment atMs={passkey.lastUsedAtMs} />}
                  </Table.Td>
                  <Table.Td>
                    <Act
                      label="Remove"
                      full={`Remove passkey ${passkey.name}`}
                      size="compact-xs"
                      consequence="It lets nobody in any more."
                      act={() =>
                        call(`/api/me/passkeys/${passkey.id}`, {
                          method: "DELETE",
                          answer: z.unknown(),
                          confirm: `the passkey ${passkey.name} is removed`,
                        })
                      }
                      onDone={again}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
      {passkeysWork() ? (
        <Form
          submit="Add a passkey"
          done="Added."
          act={() => addPasskey(name)}
          onDone={(fresh) => {
            setName("");
            setCodes(fresh);
            return again();
          }}
        >
          <TextInput
            label="Name of the new one"
            description="Such as “my telephone”."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={60}
            maw={320}
            required
          />
        </Form>
      ) : (
        <Text size="sm" c="dimmed">
          This browser, or a page without HTTPS, knows no passkeys.
        </Text>
      )}
    </Section>
  );
}
