import { TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Form } from "../../ui/form.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Section } from "../../ui/section.tsx";

const heldSchema = z.object({ callsPerMinute: z.number(), tradesPerSecond: z.number() });
const setSchema = z.object({ callsPerMinute: z.number().nullable(), tradesPerSecond: z.number().nullable() });
const limitsSchema = z.object({
  set: z.object({ person: setSchema, program: setSchema }),
  limits: z.object({ person: heldSchema, program: heldSchema }),
  ceilings: heldSchema,
});
type LimitsAnswer = z.infer<typeof limitsSchema>;

const LIMITS = ["settings", "limits"] as const;
const PATH = "/api/settings/limits";
const fields = [
  ["person", "callsPerMinute", "Calls a minute, each member"],
  ["person", "tradesPerSecond", "Trades a second, each member"],
  ["program", "callsPerMinute", "Calls a minute, each API token"],
  ["program", "tradesPerSecond", "Trades a second, each API token"],
] as const;

/** How much each person and each program may do. */
export function Limits() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: LIMITS,
    queryFn: ({ signal }) => call(PATH, { answer: limitsSchema, signal }),
  });
  return (
    <Section
      title="Limits"
      about="Pages of this desk count as calls of the member who has them open. Empty: the usual."
    >
      <Loaded query={query} what="limits">
        {(limits) => (
          <Fields
            key={JSON.stringify(limits)}
            answer={limits}
            onDone={() => client.invalidateQueries({ queryKey: LIMITS })}
          />
        )}
      </Loaded>
    </Section>
  );
}

interface FieldsProps {
  readonly answer: LimitsAnswer;
  readonly onDone: () => Promise<void>;
}

function Fields({ answer, onDone }: FieldsProps) {
  const { set, limits, ceilings } = answer;
  const [typed, setTyped] = useState({ person: textOf(set.person), program: textOf(set.program) });
  return (
    <Form
      submit="Save the limits"
      done="Saved."
      act={() =>
        call(PATH, {
          method: "PUT",
          body: { person: numbersOf(typed.person), program: numbersOf(typed.program) },
          answer: z.unknown(),
          confirm: "limits of members and programs",
        })
      }
      onDone={onDone}
    >
      <div className="fields">
        {fields.map(([kind, what, label]) => (
          <TextInput
            key={label}
            label={label}
            description={`now ${limits[kind][what]}, at most ${ceilings[what]}`}
            value={typed[kind][what]}
            onChange={(event) =>
              setTyped({ ...typed, [kind]: { ...typed[kind], [what]: event.currentTarget.value } })
            }
            inputMode="numeric"
          />
        ))}
      </div>
    </Form>
  );
}

interface TypedLimits {
  readonly callsPerMinute: string;
  readonly tradesPerSecond: string;
}

function textOf({ callsPerMinute, tradesPerSecond }: LimitsAnswer["set"]["person"]): TypedLimits {
  return { callsPerMinute: String(callsPerMinute ?? ""), tradesPerSecond: String(tradesPerSecond ?? "") };
}

function numbersOf({ callsPerMinute, tradesPerSecond }: TypedLimits) {
  const number = (text: string): number | null => (text.trim() === "" ? null : Number(text));
  return { callsPerMinute: number(callsPerMinute), tradesPerSecond: number(tradesPerSecond) };
}
