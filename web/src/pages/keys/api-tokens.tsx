import { Badge, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { gatewayNowMs } from "../../live/gateway-clock.ts";
import { Act } from "../../ui/act.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Moment } from "../../ui/moment.tsx";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { Section } from "../../ui/section.tsx";
import { AccountNames } from "./account-names.tsx";
import { NewToken } from "./new-token.tsx";
import { type MadeToken, type Token, tokenSchema } from "./token-schemas.ts";

const TOKENS = ["tokens"] as const;
const listSchema = z.object({ items: z.array(tokenSchema) });

/** Keys of programs: what each may, from where, until when, and when it was last seen. */
export function ApiTokens() {
  const client = useQueryClient();
  const [made, setMade] = useState<MadeToken | null>(null);
  const list = useQuery({
    queryKey: TOKENS,
    queryFn: ({ signal }) => call("/api/tokens", { answer: listSchema, signal }),
  });
  const again = () => client.invalidateQueries({ queryKey: TOKENS });
  return (
    <Section
      title="API tokens"
      about="A program sends one as “Authorization: Bearer …”. It may never do more than a trader."
      actions={
        <Dialog label="New token" title="New API token" size="xs">
          {(close) => (
            <NewToken
              onDone={async (token) => {
                setMade(token);
                close();
                await again();
              }}
            />
          )}
        </Dialog>
      }
    >
      {made !== null && (
        <SecretOnce
          what={`API token ${made.name}`}
          secret={made.token}
          use="Put it where the program reads its secrets."
          onKept={() => setMade(null)}
        />
      )}
      <Listing
        query={list}
        items={({ items }) => items}
        what="API tokens"
        empty="There is none."
        head={["Token", "May", "Accounts", "From", "Last used", "Ends", "Actions"]}
        minWidth={820}
        row={(token) => <Row key={token.id} token={token} onChanged={again} />}
      />
    </Section>
  );
}

interface RowProps {
  readonly token: Token;
  readonly onChanged: () => Promise<void>;
}

function Row({ token, onChanged }: RowProps) {
  const { id, name, prefix, scopes, accounts, addresses, lastUsedAtMs, lastAddress } = token;
  const over = token.revokedAtMs !== null || token.expiresAtMs <= gatewayNowMs();
  return (
    <Table.Tr>
      <Table.Td>
        {name}{" "}
        {over && (
          <Badge color="gray" variant="light" tt="none">
            {token.revokedAtMs === null ? "ended" : "revoked"}
          </Badge>
        )}
        <Text size="xs" c="dimmed" ff="monospace">
          {prefix}
        </Text>
      </Table.Td>
      <Table.Td>{scopes.join(", ")}</Table.Td>
      <Table.Td>
        <AccountNames ids={accounts} />
      </Table.Td>
      <Table.Td>{addresses === null ? "anywhere" : addresses.join(", ")}</Table.Td>
      <Table.Td>
        {lastUsedAtMs === null ? "never" : <Moment atMs={lastUsedAtMs} />}
        {lastAddress !== null && (
          <Text size="xs" c="dimmed">
            {lastAddress}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Moment atMs={token.expiresAtMs} />
      </Table.Td>
      <Table.Td>
        {!over && (
          <Act
            label="Revoke"
            full={`Revoke token ${name}`}
            size="compact-xs"
            consequence="The program is refused from this moment on. It cannot be taken back."
            act={() => call(`/api/tokens/${id}`, { method: "DELETE", answer: z.unknown() })}
            onDone={onChanged}
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
}
