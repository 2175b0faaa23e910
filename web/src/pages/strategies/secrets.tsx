import { Select, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Act } from "../../ui/act.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { Moment } from "../../ui/moment.tsx";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { Section } from "../../ui/section.tsx";
import { Wide } from "../../ui/wide.tsx";
import type { StrategyPart } from "./strategy.tsx";
import { type HookSecret, secretSchema } from "./strategy-schemas.ts";

const HOUR_MS = 3_600_000;
const overlaps = [
  { value: "0", label: "ends at once (after a leak)" },
  { value: String(HOUR_MS), label: "stays good for an hour" },
  { value: String(24 * HOUR_MS), label: "stays good for a day" },
  { value: String(7 * 24 * HOUR_MS), label: "stays good for a week" },
  { value: String(30 * 24 * HOUR_MS), label: "stays good for 30 days" },
];
const rotatedSchema = z.object({ secret: z.string(), secrets: z.array(secretSchema) });

/** The secrets that are good now: when each was used last, and how the old one gives way to a new one. */
export function StrategySecrets({ strategy, mayChange, onChanged }: StrategyPart) {
  const [fresh, setFresh] = useState<string | null>(null);
  const { id, name, secrets } = strategy;
  const newest = secrets.at(-1)?.n;
  return (
    <Section
      title="Secrets"
      about="A message proves by its secret that it is yours. While two are good, the last use of the old one says whether some alert still has it."
      actions={
        mayChange &&
        secrets.length < 2 && (
          <Dialog label="Rotate" title={`Rotate the secret of ${name}`} size="xs" variant="default">
            {(close) => (
              <Rotate
                strategyId={id}
                name={name}
                onDone={async (secret) => {
                  setFresh(secret);
                  close();
                  await onChanged();
                }}
              />
            )}
          </Dialog>
        )
      }
    >
      {fresh !== null && (
        <SecretOnce
          what="The new secret"
          secret={fresh}
          use="Put it into the messages of this strategy's alerts. The gateway cannot show it again."
          onKept={() => setFresh(null)}
        />
      )}
      <Wide label="secrets" minWidth={480}>
        <Table aria-label="secrets">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Secret</Table.Th>
              <Table.Th>Made</Table.Th>
              <Table.Th>Last used</Table.Th>
              <Table.Th>Ends</Table.Th>
              {mayChange && <Table.Th>Actions</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {secrets.map((secret) => (
              <Table.Tr key={secret.n}>
                <Table.Td>
                  No. {secret.n}
                  {secrets.length > 1 && (secret.n === newest ? ", the new one" : ", the old one")}
                </Table.Td>
                <Table.Td>
                  <Moment atMs={secret.createdAtMs} />
                </Table.Td>
                <Table.Td>
                  <When atMs={secret.lastUsedAtMs} otherwise="never" />
                </Table.Td>
                <Table.Td>
                  <When atMs={secret.expiresAtMs} otherwise="no end" />
                </Table.Td>
                {mayChange && (
                  <Table.Td>
                    {secrets.length > 1 && (
                      <Revoke strategyId={id} name={name} secret={secret} onDone={onChanged} />
                    )}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Section>
  );
}

function When({ atMs, otherwise }: { readonly atMs: number | null; readonly otherwise: string }) {
  return atMs === null ? <Text size="sm">{otherwise}</Text> : <Moment atMs={atMs} />;
}

interface RotateProps {
  readonly strategyId: string;
  readonly name: string;
  readonly onDone: (secret: string) => unknown;
}

function Rotate({ strategyId, name, onDone }: RotateProps) {
  const [overlap, setOverlap] = useState(String(24 * HOUR_MS));
  return (
    <Form
      submit="Make a new secret"
      act={() =>
        call(`/api/strategies/${strategyId}/secrets/rotate`, {
          method: "POST",
          body: { overlapMs: Number(overlap) },
          answer: rotatedSchema,
          confirm: `${name} gets a new secret`,
        })
      }
      onDone={({ secret }) => onDone(secret)}
    >
      <Stack gap="xs">
        <Text size="sm">The new secret is good at once.</Text>
        <Select
          label="The old one"
          data={overlaps}
          value={overlap}
          allowDeselect={false}
          onChange={(next) => setOverlap(next ?? overlap)}
        />
      </Stack>
    </Form>
  );
}

interface RevokeProps {
  readonly strategyId: string;
  readonly name: string;
  readonly secret: HookSecret;
  readonly onDone: () => Promise<void>;
}

function Revoke({ strategyId, name, secret, onDone }: RevokeProps) {
  return (
    <Act
      label="Revoke"
      full={`Revoke secret no. ${secret.n}`}
      size="compact-xs"
      consequence="Whoever still sends with it is refused from this moment on. The other one stays, and has no end any more."
      act={() =>
        call(`/api/strategies/${strategyId}/secrets/${secret.n}`, {
          method: "DELETE",
          answer: z.unknown(),
          confirm: `secret no. ${secret.n} of ${name} is void`,
        })
      }
      onDone={onDone}
    />
  );
}
