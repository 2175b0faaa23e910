import * as z from "zod";

/** A JSON Schema (2020-12), as far as it is looked into here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

type Names = Parameters<typeof z.toJSONSchema>[1];

/** Gives a schema a name in the document, which then writes it once and refers to it. */
export function nameSchema(schema: z.core.$ZodType, id: string): void {
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
}

/** Collects the schemas that were named on the way. */
export class SchemaWriter {
  readonly #components = new Map<string, JsonSchema>();

  /** Of what a client sends: fields with a default may be left out, and unknown ones are refused. */
  request(schema: z.core.$ZodType): JsonSchema {
    return this.#write(schema, { io: "input" });
  }

  /** Of what a client gets. It stays open: a field more is no change that a client may stumble over. */
  answer(schema: z.core.$ZodType): JsonSchema {
    return this.#write(schema, {
      io: "output",
      override: ({ jsonSchema }) => {
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    });
  }

  components(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#components].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #write(schema: z.core.$ZodType, how: Names): JsonSchema {
    const written = z.toJSONSchema(schema, { ...how, target: "draft-2020-12" });
    const { $schema: _, $defs, ...rest } = rewritten(written);
    for (const [name, definition] of Object.entries(objectOf($defs))) this.#keep(name, objectOf(definition));
    return rest;
  }

  #keep(name: string, schema: JsonSchema): void {
    const { id: _, ...kept } = schema;
    const known = this.#components.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(kept)) {
      throw new Error(`${name} is one thing in a request and another in an answer: give it two names`);
    }
    this.#components.set(name, kept);
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value));
}

/** With references to the document's own place for schemas, and without bounds that every integer has. */
function rewritten(schema: unknown): Record<string, unknown> {
  return objectOf(
    JSON.parse(
      JSON.stringify(schema, (key, value: unknown) => {
        if (key === "$ref" && typeof value === "string")
          return value.replace("#/$defs/", "#/components/schemas/");
        if (key === "maximum" && value === Number.MAX_SAFE_INTEGER) return undefined;
        if (key === "minimum" && value === Number.MIN_SAFE_INTEGER) return undefined;
        return value;
      }),
    ),
  );
}
