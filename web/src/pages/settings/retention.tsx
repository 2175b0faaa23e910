import { TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Form } from "../../ui/form.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Section } from "../../ui/section.tsx";

const daysSchema = z.object({
  trading: z.number(),
  audit: z.number(),
  sessions: z.number(),
  errors: z.number(),
});
const boundsSchema = z.object({ min: z.number(), max: z.number() });
const retentionSchema = z.object({
  periods: daysSchema,
  limits: z.object({
    trading: boundsSchema,
    audit: boundsSchema,
    sessions: boundsSchema,
    errors: boundsSchema,
  }),
});
type RetentionAnswer = z.infer<typeof retentionSchema>;

const RETENTION = ["settings", "retention"] as const;
const PATH = "/api/settings/retention";
const classes = [
  ["trading", "Orders, deals, accepted alerts"],
  ["audit", "The audit log"],
  ["sessions", "Sessions, addresses of logins, old keys"],
  ["errors", "Faults and refused alerts"],
] as const;

/** How long what is kept. */
export function Retention() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: RETENTION,
    queryFn: ({ signal }) => call(PATH, { answer: retentionSchema, signal }),
  });
  return (
    <Section
      title="How long things are kept"
      about="In days. What is older is deleted within a day, also what is there already; it cannot be brought back."
    >
      <Loaded query={query} what="how long things are kept">
        {(retention) => (
          <Fields
            key={JSON.stringify(retention.periods)}
            retention={retention}
            onDone={() => client.invalidateQueries({ queryKey: RETENTION })}
          />
        )}
      </Loaded>
    </Section>
  );
}

interface FieldsProps {
  readonly retention: RetentionAnswer;
  readonly onDone: () => Promise<void>;
}

function Fields({ retention, onDone }: FieldsProps) {
  const { periods, limits } = retention;
  const [typed, setTyped] = useState({
    trading: String(periods.trading),
    audit: String(periods.audit),
    sessions: String(periods.sessions),
    errors: String(periods.errors),
  });
  return (
    <Form
      submit="Save how long"
      done="Saved."
      act={() =>
        call(PATH, {
          method: "PUT",
          body: {
            trading: Number(typed.trading),
            audit: Number(typed.audit),
            sessions: Number(typed.sessions),
            errors: Number(typed.errors),
          },
          answer: z.unknown(),
          confirm: "how long things are kept",
        })
      }
      onDone={onDone}
    >
      <div className="fields">
        {classes.map(([name, label]) => (
          <TextInput
            key={name}
            label={label}
            description={`${limits[name].min} to ${limits[name].max} days`}
            value={typed[name]}
            onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
            inputMode="numeric"
            required
          />
        ))}
      </div>
    </Form>
  );
}
