import { Select, Table, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { usePerson } from "../../session/session.tsx";
import { AccountsField } from "../../ui/accounts-field.tsx";
import { Act } from "../../ui/act.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Moment } from "../../ui/moment.tsx";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { Section } from "../../ui/section.tsx";
import { AccountNames } from "./account-names.tsx";

const keySchema = z.object({
  id: z.string(),
  email: z.string().nullable(),
  role: z.string(),
  accounts: z.array(z.string()).nullable(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
});
const keysSchema = z.object({ items: z.array(keySchema) });
const madeSchema = keySchema.extend({ key: z.string() });
type Made = z.infer<typeof madeSchema>;

const ACCESS_KEYS = ["access-keys"] as const;

/** Keys to sign up with that nobody has used yet. */
export function AccessKeys() {
  const client = useQueryClient();
  const [made, setMade] = useState<Made | null>(null);
  const list = useQuery({
    queryKey: ACCESS_KEYS,
    queryFn: ({ signal }) => call("/api/access-keys", { answer: keysSchema, signal }),
  });
  const again = () => client.invalidateQueries({ queryKey: ACCESS_KEYS });
  return (
    <Section
      title="Invitations and access keys"
      about="An invitation is good for one address, an access key for whoever has it; both for 7 days and one sign-up. The gateway sends no mail: hand it over yourself."
      actions={
        <Dialog label="Invite" title="Invite somebody" size="xs">
          {(close) => (
            <Invite
              onDone={async (key) => {
                setMade(key);
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
          what={made.email === null ? "Access key" : `Invitation of ${made.email}`}
          secret={made.key}
          use={`It is entered at ${location.origin}/desk under “I have an access key or an invitation”.`}
          onKept={() => setMade(null)}
        />
      )}
      <Listing
        query={list}
        items={({ items }) => items}
        what="open invitations"
        empty="None is open."
        head={["For", "Role", "Accounts", "Ends", "Actions"]}
        row={(key) => (
          <Table.Tr key={key.id}>
            <Table.Td>{key.email ?? "whoever has it"}</Table.Td>
            <Table.Td>{key.role}</Table.Td>
            <Table.Td>
              <AccountNames ids={key.accounts} />
            </Table.Td>
            <Table.Td>
              <Moment atMs={key.expiresAtMs} />
            </Table.Td>
            <Table.Td>
              <Act
                label="Withdraw"
                full={`Withdraw the ${key.email === null ? "access key" : `invitation of ${key.email}`}`}
                size="compact-xs"
                act={() => call(`/api/access-keys/${key.id}`, { method: "DELETE", answer: z.unknown() })}
                onDone={again}
              />
            </Table.Td>
          </Table.Tr>
        )}
      />
    </Section>
  );
}

const roles = [
  { value: "guest", label: "guest: prices only" },
  { value: "viewer", label: "viewer: sees everything traded" },
  { value: "trader", label: "trader: trades" },
  { value: "admin", label: "admin: configures and manages members" },
  { value: "owner", label: "owner: everything" },
];

function Invite({ onDone }: { readonly onDone: (made: Made) => unknown }) {
  const me = usePerson();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("viewer");
  const [accounts, setAccounts] = useState<readonly string[] | null>(null);
  // Nobody gives a role above their own.
  const given = roles.filter(({ value }) => me.role === "owner" || value !== "owner");
  return (
    <Form
      submit={email.trim() === "" ? "Make an access key" : "Make an invitation"}
      act={() =>
        call("/api/access-keys", {
          method: "POST",
          body: { role, accounts, email: email.trim() === "" ? null : email.trim() },
          answer: madeSchema,
          confirm: `${email.trim() || "whoever has the key"} may become ${role}`,
        })
      }
      onDone={onDone}
    >
      <TextInput
        label="E-mail"
        description="Only this address can use it; empty makes a key for whoever has it."
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        autoComplete="off"
        data-autofocus
      />
      <Select
        label="Role"
        data={given}
        value={role}
        onChange={(next) => setRole(next ?? role)}
        allowDeselect={false}
      />
      <AccountsField value={accounts} onChange={setAccounts} />
    </Form>
  );
}
