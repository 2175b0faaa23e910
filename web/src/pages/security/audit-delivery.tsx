import { Checkbox, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Form } from "../../ui/form.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { Section } from "../../ui/section.tsx";

const deliverySchema = z.object({
  webhookUrl: z.string().nullable(),
  bucket: z.boolean(),
  webhookSecret: z.string().optional(),
});
type Delivery = z.infer<typeof deliverySchema>;

const DELIVERY = ["security", "audit-delivery"] as const;
const PATH = "/security/audit-log/delivery";

/** Where signed heads go off the platform. */
export function AuditDelivery() {
  const client = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const query = useQuery({
    queryKey: DELIVERY,
    queryFn: ({ signal }) => call(PATH, { answer: deliverySchema, signal }),
  });
  return (
    <Section
      title="Heads off the platform"
      about="At every full hour the gateway signs what the chain is, and sends that where you say. Whoever keeps these heads can show later that nothing was written anew."
    >
      {secret !== null && (
        <SecretOnce
          what="Secret of the webhook"
          secret={secret}
          use="The receiver checks signatures with it (Standard Webhooks)."
          onKept={() => setSecret(null)}
        />
      )}
      <Loaded query={query} what="where heads go">
        {(delivery) => (
          <Fields
            key={JSON.stringify(delivery)}
            delivery={delivery}
            onDone={async ({ webhookSecret }) => {
              setSecret(webhookSecret ?? null);
              await client.invalidateQueries({ queryKey: ["security"] });
            }}
          />
        )}
      </Loaded>
    </Section>
  );
}

interface FieldsProps {
  readonly delivery: Delivery;
  readonly onDone: (delivery: Delivery) => unknown;
}

function Fields({ delivery, onDone }: FieldsProps) {
  const [url, setUrl] = useState(delivery.webhookUrl ?? "");
  const [bucket, setBucket] = useState(delivery.bucket);
  return (
    <Form
      submit="Save where heads go"
      done="Saved."
      act={() =>
        call(PATH, {
          method: "PUT",
          body: { webhookUrl: url.trim() === "" ? null : url.trim(), bucket },
          answer: deliverySchema,
          confirm: "where heads of the audit log go",
        })
      }
      onDone={onDone}
    >
      <TextInput
        label="Webhook"
        description="A public https address; empty: none."
        type="url"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Checkbox
        label="The bucket that the operator has set up"
        checked={bucket}
        onChange={(event) => setBucket(event.currentTarget.checked)}
      />
    </Form>
  );
}
