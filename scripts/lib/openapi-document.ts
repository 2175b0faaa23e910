import { makeDocument } from "../../src/openapi/document.ts";
import { docsPage } from "../../src/openapi/page/page.ts";
import { resources } from "../../src/openapi/resources.ts";

/** What is generated, as text, so that the Worker hands it out without having parsed it; paths within the repository. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const document = documentText();
  return new Map([
    ["src/openapi/generated/openapi.json.txt", document],
    ["src/openapi/generated/docs.html.txt", docsPage(document)],
  ]);
}

/** Document, paths, methods: what is deeper stands on one line, since every blank is carried in every deploy. */
const LINES_DEEP = 3;

/** The file's text: a line for each operation and schema, so that a change of the API shows as a change of lines. */
export function documentText(): string {
  return `${inLines(makeDocument(resources), LINES_DEEP)}\n`;
}

function inLines(value: unknown, deep: number): string {
  if (deep === 0 || typeof value !== "object" || value === null || Array.isArray(value)) {
    return JSON.stringify(value);
  }
  const lines = Object.entries(value).map(
    ([key, inner]) => `${JSON.stringify(key)}:${inLines(inner, deep - 1)}`,
  );
  return `{\n${lines.join(",\n")}\n}`;
}
