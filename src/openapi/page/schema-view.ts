import { escaped, inline } from "./text.ts";

type Schema = Readonly<Record<string, unknown>>;

/** A JSON Schema as people read it: a line for each field, and what is within it indented below. */
export function schemaView(schema: Schema): string {
  const inner = within(schema);
  return `<p class="type">${typeOf(schema)}</p>${inner}`;
}

/** What a value is, in a few words. */
function typeOf(schema: Schema): string {
  const reference = nameOf(schema);
  if (reference !== null) return `<a href="#schema-${escaped(reference)}">${escaped(reference)}</a>`;
  const choices = choicesOf(schema);
  if (choices !== null) {
    const words = [...new Set(choices.map(typeOf))];
    return words.join(" <i>or</i> ");
  }
  if ("const" in schema) return value(schema["const"]);
  if (Array.isArray(schema["enum"])) return enumOf(schema["enum"]);
  if (schema["type"] === "array") return `list of ${typeOf(part(schema["items"]))}`;
  const names = Array.isArray(schema["type"]) ? schema["type"] : [schema["type"] ?? "any"];
  return names.map((name) => escaped(String(name))).join(" <i>or</i> ") + boundsOf(schema);
}

const MOST_CHOICES_SHOWN = 12;

/** Stands for whatever names the fields of a table have. */
const ANY_NAME = "(each name)";

function enumOf(all: readonly unknown[]): string {
  const shown = all.slice(0, MOST_CHOICES_SHOWN).map(value).join(" ");
  return all.length > MOST_CHOICES_SHOWN
    ? `${shown} <i>and ${all.length - MOST_CHOICES_SHOWN} more</i>`
    : shown;
}

function value(constant: unknown): string {
  return `<code>${escaped(JSON.stringify(constant))}</code>`;
}

function boundsOf(schema: Schema): string {
  const { minimum, maximum, minLength, maxLength } = schema;
  const words = [
    ...(typeof minimum === "number" ? [`from ${minimum}`] : []),
    ...(typeof maximum === "number" ? [`to ${maximum}`] : []),
    ...(typeof minLength === "number" && minLength > 0 ? [`at least ${minLength} long`] : []),
    ...(typeof maxLength === "number" ? [`at most ${maxLength} long`] : []),
  ];
  return words.length === 0 ? "" : ` <i>${words.join(", ")}</i>`;
}

/** What stands inside: fields of an object, of the items of a list, of each choice. */
function within(schema: Schema): string {
  if (nameOf(schema) !== null) return "";
  const choices = choicesOf(schema);
  if (choices !== null)
    return choices
      .map(within)
      .filter((text) => text !== "")
      .join('<p class="or">or</p>');
  if (schema["type"] === "array") return within(part(schema["items"]));
  const properties = Object.entries(part(schema["properties"]));
  if (properties.length > 0) return fields(properties, schema["required"]);
  const values = part(schema["additionalProperties"]);
  return Object.keys(values).length === 0 ? "" : fields([[ANY_NAME, values]], []);
}

function fields(properties: readonly [string, unknown][], required: unknown): string {
  const needed = new Set(Array.isArray(required) ? required : []);
  const lines = properties.map(([name, inner]) => {
    const schema = part(inner);
    const about = typeof schema["description"] === "string" ? ` ${inline(schema["description"])}` : "";
    const fallback = "default" in schema ? ` <i>default</i> ${value(schema["default"])}` : "";
    const optional = needed.has(name) || name === ANY_NAME ? "" : ' <i class="optional">optional</i>';
    const line = `<b>${escaped(name)}</b>${optional} <span>${typeOf(schema)}${fallback}</span>${about}`;
    return `<li>${line}${within(schema)}</li>`;
  });
  return `<ul class="fields">${lines.join("")}</ul>`;
}

function choicesOf(schema: Schema): readonly Schema[] | null {
  const choices = schema["anyOf"] ?? schema["oneOf"];
  return Array.isArray(choices) ? choices.map(part) : null;
}

function nameOf(schema: Schema): string | null {
  const reference = schema["$ref"];
  return typeof reference === "string" ? (reference.split("/").at(-1) ?? null) : null;
}

function part(inner: unknown): Schema {
  return typeof inner === "object" && inner !== null ? Object.fromEntries(Object.entries(inner)) : {};
}
