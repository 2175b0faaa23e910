import * as z from "zod";

/**
 * The OpenAPI Specification 3.1 as far as our document uses it, closed: a misspelled field is a fault. The
 * specification's own JSON Schema says less (it leaves schemas unread), and reading it would need a validator.
 */

const typeSchema = z.enum(["object", "array", "string", "integer", "number", "boolean", "null"]);

/** JSON Schema 2020-12: the keywords that we write, and none else. */
const schemaSchema: z.ZodType<Readonly<Record<string, unknown>>> = z.lazy(() =>
  z.strictObject({
    $ref: z.string().optional(),
    type: z.union([typeSchema, z.array(typeSchema).min(2)]).optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).min(1).optional(),
    format: z.string().optional(),
    pattern: z.string().refine(isPattern, "is no regular expression").optional(),
    minLength: z.int().optional(),
    maxLength: z.int().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
    minItems: z.int().optional(),
    maxItems: z.int().optional(),
    items: schemaSchema.optional(),
    properties: z.record(z.string(), schemaSchema).optional(),
    propertyNames: schemaSchema.optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), schemaSchema]).optional(),
    anyOf: z.array(schemaSchema).min(1).optional(),
    oneOf: z.array(schemaSchema).min(1).optional(),
    allOf: z.array(schemaSchema).min(1).optional(),
  }),
);

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u").source !== "";
  } catch {
    // What the constructor throws for is no pattern.
    return false;
  }
}

const media = z.strictObject({ schema: schemaSchema, example: z.unknown().optional() });
const content = z.record(z.string().regex(/^[a-z]+\/[a-z.+-]+$/), media);
const header = z.strictObject({ description: z.string(), schema: schemaSchema });
const reference = z.strictObject({ $ref: z.string() });

const parameter = z.strictObject({
  name: z.string(),
  in: z.enum(["path", "query", "header"]),
  required: z.boolean(),
  description: z.string().optional(),
  schema: schemaSchema,
});

const response = z.strictObject({
  description: z.string().min(1),
  headers: z.record(z.string(), z.union([header, reference])).optional(),
  content: content.optional(),
  "x-codes": z.array(z.string().regex(/^[a-z][a-z0-9_]+$/)).optional(),
});

export const operationSchema = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  tags: z.array(z.string()).length(1),
  summary: z.string(),
  description: z.string().optional(),
  security: z.array(z.record(z.string(), z.tuple([]))),
  parameters: z.array(parameter).optional(),
  requestBody: z
    .strictObject({ description: z.string().optional(), required: z.boolean(), content })
    .optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), response),
  "x-access": z.strictObject({
    needs: z.string().nullable(),
    wholeTenant: z.boolean(),
    confirm: z.enum(["factor", "first_factor"]).nullable(),
    note: z.string().nullable(),
    limits: z.array(z.string()),
  }),
});
export type Operation = z.infer<typeof operationSchema>;

const methods = z.enum(["get", "post", "patch", "put", "delete"]);

export const documentSchema = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.string() })),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  paths: z.record(z.string().regex(/^\//), z.partialRecord(methods, operationSchema)),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[A-Za-z]+$/), schemaSchema),
    headers: z.record(z.string(), header),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.enum(["http", "apiKey"]) })),
  }),
});

/** Every `$ref` in a document. */
export function refsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner] : refsIn(inner),
  );
}
