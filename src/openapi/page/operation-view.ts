import { matrix, memberRoleSchema, scopeSchema } from "../../domain/access/roles.ts";
import type { Operation } from "../document-rules.ts";
import { curlOf } from "./curl.ts";
import { schemaView } from "./schema-view.ts";
import { escaped, inline, paragraphs } from "./text.ts";

type Access = Operation["x-access"];

/** One route: closed, its heading; open, all that there is to know of it. */
export function operationView(method: string, path: string, operation: Operation): string {
  const { operationId, summary, description } = operation;
  const parts = [
    // The anchor lies inside, because browsers open what encloses the target of a link.
    `<a class="anchor" id="${escaped(operationId)}"></a>`,
    description === undefined ? "" : paragraphs(description),
    accessView(operation["x-access"]),
    parametersView(operation),
    bodyView(operation),
    block("Example", `<pre><code>${escaped(curlOf(method, path, operation))}</code></pre>`),
    answersView(operation),
    refusalsView(operation),
  ];
  return `<details class="route"><summary><span class="method ${method}">${method}</span>
<code class="path">${pathView(path)}</code><span class="summary">${escaped(summary)}</span></summary>
<div class="inside">${parts.join("\n")}</div></details>`;
}

function pathView(path: string): string {
  // Long paths break after their slashes and nowhere else.
  return escaped(path)
    .replaceAll("/", "/<wbr>")
    .replace(/\{(\w+)\}/g, "<i>{$1}</i>");
}

function block(title: string, content: string): string {
  return `<section><h4>${title}</h4>${content}</section>`;
}

function accessView({ needs, wholeTenant, confirm, note, limits }: Access): string {
  const lines: string[] = [];
  if (note !== null) lines.push(inline(note));
  else if (needs === "public") lines.push("Anybody; it is how one comes in.");
  else if (needs === "person") lines.push("Any person who is logged in; no API token.");
  else {
    const whole = wholeTenant ? ", not confined to some accounts" : "";
    lines.push(`Whoever may <strong>${escaped(needs ?? "")}</strong>: ${rolesThatMay(needs)}${whole}.`);
  }
  if (confirm === "factor") lines.push("A person confirms it with a fresh factor (<code>X-Step-Up</code>).");
  if (confirm === "first_factor") {
    lines.push("A person confirms it; with the password, as long as there is no other factor.");
  }
  for (const limit of limits) lines.push(`${escaped(limit)}.`);
  return block("Who may", `<ul class="plain">${lines.map((line) => `<li>${line}</li>`).join("")}</ul>`);
}

/** The roles of people that the matrix lets, and whether a token can be let. */
function rolesThatMay(needs: string | null): string {
  const roles = memberRoleSchema.options.flatMap((role) => {
    const cell = Object.entries(matrix[role]).find(([action]) => action === needs)?.[1] ?? "no";
    if (cell === "no") return [];
    return cell === "yes" ? [role] : [`${role} (${cell})`];
  });
  const token = scopeSchema.safeParse(needs).success ? [`API tokens with the scope ${needs}`] : [];
  return escaped([...roles, ...token].join(", "));
}

function parametersView({ parameters = [] }: Operation): string {
  const shown = parameters.filter(({ in: place }) => place !== "path");
  if (shown.length === 0) return "";
  const rows = shown.map(({ name, in: place, required, description = "", schema }) => {
    const need = required ? "" : ' <i class="optional">optional</i>';
    const type = place === "header" ? "" : schemaView(schema);
    return `<li><b>${escaped(name)}</b> <i>${place}</i>${need} ${inline(description)}${type}</li>`;
  });
  return block("Parameters", `<ul class="fields">${rows.join("")}</ul>`);
}

function bodyView({ requestBody }: Operation): string {
  if (requestBody === undefined) return "";
  return Object.entries(requestBody.content)
    .map(([type, { schema }]) => block(`Body <code>${escaped(type)}</code>`, bodyText(schema)))
    .join("");
}

function bodyText(schema: Readonly<Record<string, unknown>>): string {
  const about = schema["description"];
  return typeof about === "string" ? `<p>${inline(about)}</p>` : schemaView(schema);
}

function answersView({ responses }: Operation): string {
  const good = Object.entries(responses).filter(([status]) => Number(status) < 400);
  return good
    .map(([status, { description, content = {} }]) => {
      const media = Object.entries(content).map(([type, { schema }]) =>
        type === "application/json" ? schemaView(schema) : `<p class="type">${escaped(type)}</p>`,
      );
      return block(`Answer ${status}`, `<p>${inline(description)}</p>${media.join("")}`);
    })
    .join("");
}

function refusalsView({ responses }: Operation): string {
  const rows = Object.entries(responses).flatMap(([status, { "x-codes": codes }]) =>
    codes === undefined
      ? []
      : [`<li><b>${status}</b> ${codes.map((code) => `<code>${escaped(code)}</code>`).join(" ")}</li>`],
  );
  return rows.length === 0 ? "" : block("Refusals", `<ul class="plain codes">${rows.join("")}</ul>`);
}
