import type { Operation } from "../document-rules.ts";
import { ORIGIN_MARK } from "./marks.ts";

/** A call of this operation for a shell, with the example of its body. */
export function curlOf(method: string, path: string, operation: Operation): string {
  const lines = [`curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}'${ORIGIN_MARK}${path}'`];
  const upgrade = operation.parameters?.some(({ name }) => name === "Upgrade") === true;
  if (operation.security.some((one) => "bearer" in one) || upgrade) {
    lines.push('-H "Authorization: Bearer $TOKEN"');
  }
  if (upgrade) lines.push("-H 'Upgrade: websocket'");
  if (operation["x-access"].confirm !== null) lines.push('-H "X-Step-Up: $CONFIRMATION"');
  const [media] = Object.entries(operation.requestBody?.content ?? {});
  if (media !== undefined) {
    const [type, { example }] = media;
    const body = typeof example === "string" ? example : JSON.stringify(example ?? {});
    lines.push(`-H 'Content-Type: ${type}'`, `-d ${quoted(body)}`);
  }
  return lines.join(" \\\n  ");
}

/** One word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
