import { documentSchema, type Operation } from "../document-rules.ts";
import { NONCE_MARK } from "./marks.ts";
import { operationView } from "./operation-view.ts";
import { schemaView } from "./schema-view.ts";
import { DOCS_STYLE } from "./style.ts";
import { escaped, inline, paragraphs } from "./text.ts";

interface Chapter {
  readonly name: string;
  readonly about: string;
  readonly operations: readonly (readonly [method: string, path: string, operation: Operation])[];
}

/**
 * The description of the API as a page, from the document that `/openapi.json` serves. It has no script: chapters and
 * routes are `details`, which browsers open when somebody follows a link into them or searches in the page.
 */
export function docsPage(documentText: string): string {
  const { info, tags, paths, components } = documentSchema.parse(JSON.parse(documentText));
  const all = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [method, path, operation] as const),
  );
  const chapters: Chapter[] = tags.map(({ name, description }) => ({
    name,
    about: description,
    operations: all.filter(
      ([
        ,
        ,
        {
          tags: [tag],
        },
      ]) => tag === name,
    ),
  }));
  const schemas = Object.entries(components.schemas);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<title>${escaped(info.title)} API</title>
<style nonce="${NONCE_MARK}">${DOCS_STYLE}</style>
</head>
<body>
<a class="skip" href="#start">To the description</a>
<header><h1>${escaped(info.title)} <span>API ${escaped(info.version)}</span></h1>
<p><a href="/openapi.json">OpenAPI 3.1 document</a></p></header>
<div class="columns">
<nav aria-label="Routes"><details class="menu"><summary>All routes</summary>${chapters.map(menuOf).join("")}
<p><a href="#schemas">Schemas</a></p></details></nav>
<main id="start">
<section class="introduction">${paragraphs(info.description)}</section>
${chapters.map(chapterView).join("\n")}
<section class="chapter" id="schemas"><h2>Schemas</h2><p>What occurs in several places.</p>
${schemas.map(([name, schema]) => schemaDetails(name, schema)).join("\n")}</section>
</main></div>
</body>
</html>
`;
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z]+/g, "-");
}

function menuOf({ name, operations }: Chapter): string {
  const items = operations.map(
    ([method, path, { operationId, summary }]) =>
      `<li><a href="#${escaped(operationId)}" title="${escaped(`${method.toUpperCase()} ${path}`)}">` +
      `<span class="method ${method}">${method}</span>${escaped(summary)}</a></li>`,
  );
  return `<p><a href="#${slug(name)}">${escaped(name)}</a></p><ul>${items.join("")}</ul>`;
}

function chapterView({ name, about, operations }: Chapter): string {
  const routes = operations.map(([method, path, operation]) => operationView(method, path, operation));
  return `<section class="chapter" id="${slug(name)}"><h2>${escaped(name)}</h2><p>${inline(about)}</p>
${routes.join("\n")}</section>`;
}

function schemaDetails(name: string, schema: Readonly<Record<string, unknown>>): string {
  return `<details class="route"><summary><code class="path">${escaped(name)}</code></summary>
<div class="inside"><a class="anchor" id="schema-${escaped(name)}"></a>${schemaView(schema)}</div></details>`;
}
