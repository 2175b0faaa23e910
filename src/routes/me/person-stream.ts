import type { PersonEntries, PersonHere } from "../../../durable-objects/tenant/person-data.ts";
import type { PersonalData } from "../../../durable-objects/user/person-export.ts";

/** One tenant, as far as an export asks it. */
export interface TenantSource {
  readonly here: () => Promise<PersonHere | null>;
  readonly entries: (after: number) => Promise<PersonEntries>;
}

/**
 * One JSON document, `{"format", "v", "madeAtMs", "person", "tenants": [{"tenantId", "here", "audit": [...]}]}`, fetched
 * part by part while the client reads. When a part cannot be fetched the stream breaks off, and what was read is no
 * JSON: nobody takes it for everything.
 */
export function personStream(
  person: PersonalData,
  nowMs: number,
  sourceOf: (tenantId: string) => TenantSource,
): ReadableStream<Uint8Array> {
  const utf8 = new TextEncoder();
  const parts = textOf(person, nowMs, sourceOf);
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(utf8.encode(value));
    },
  });
}

async function* textOf(
  person: PersonalData,
  nowMs: number,
  sourceOf: (tenantId: string) => TenantSource,
): AsyncGenerator<string, void> {
  const about = { format: "sallyport-person", v: 1, madeAtMs: nowMs, person };
  yield `${JSON.stringify(about).slice(0, -1)},"tenants":[`;
  for (const [index, { tenantId }] of person.memberships.entries()) {
    const source = sourceOf(tenantId);
    const here = JSON.stringify({ tenantId, here: await source.here() });
    yield `${index === 0 ? "" : ","}${here.slice(0, -1)},"audit":[`;
    let [after, first]: [number | null, boolean] = [0, true];
    while (after !== null) {
      const page: PersonEntries = await source.entries(after);
      const text = page.items.map((item) => JSON.stringify(item)).join(",");
      if (text !== "") yield first ? text : `,${text}`;
      first = first && text === "";
      after = page.next;
    }
    yield "]}";
  }
  yield "]}\n";
}
