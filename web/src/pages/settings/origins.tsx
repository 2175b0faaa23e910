import { Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Form } from "../../ui/form.tsx";
import { listOf } from "../../ui/lines.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Section } from "../../ui/section.tsx";

const originsSchema = z.object({ origins: z.array(z.string()) });

const ORIGINS = ["settings", "origins"] as const;
const PATH = "/api/settings/origins";

/** Other sites whose pages may call the API with a token of this tenant. */
export function Origins() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ORIGINS,
    queryFn: ({ signal }) => call(PATH, { answer: originsSchema, signal }),
  });
  return (
    <Section
      title="Web programs of your own"
      about="Origins whose pages may call the API with a token of yours. Cookies are never taken from another origin."
    >
      <Loaded query={query} what="origins">
        {({ origins }) => (
          <Fields
            key={origins.join()}
            origins={origins}
            onDone={() => client.invalidateQueries({ queryKey: ORIGINS })}
          />
        )}
      </Loaded>
    </Section>
  );
}

interface FieldsProps {
  readonly origins: readonly string[];
  readonly onDone: () => Promise<void>;
}

function Fields({ origins, onDone }: FieldsProps) {
  const [text, setText] = useState(origins.join("\n"));
  return (
    <Form
      submit="Save the origins"
      done="Saved."
      act={() =>
        call(PATH, {
          method: "PUT",
          body: { origins: listOf(text) },
          answer: originsSchema,
          confirm: "origins whose pages may call the API",
        })
      }
      onDone={onDone}
    >
      <Textarea
        label="Origins"
        description="One a line, exactly as browsers send them: https://app.example.com"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        rows={3}
      />
    </Form>
  );
}
