import { useQuery } from "@tanstack/react-query";
import { call } from "../../../api/client.ts";
import { PageLink } from "../../../ui/page-link.tsx";
import { useDesk } from "../desk-context.ts";
import { type DeskOrder, deskOrderSchema } from "../doings/desk-order.ts";

const kinds = { person: "desk", program: "program", stop: "emergency stop" } as const;

/** Where an order came from: the story of its alert, or who else asked for it. */
export function SourceOf({ order }: { readonly order: Pick<DeskOrder, "alertId" | "source"> }) {
  const { alertId, source } = order;
  if (alertId !== null) {
    return (
      <PageLink to="/alerts/$alertId" params={{ alertId }} size="xs">
        alert
      </PageLink>
    );
  }
  return source.kind === "alert" ? "alert" : kinds[source.kind];
}

/** Where a position or a standing order came from, by the order that made it. */
export function Origin({
  orderId,
  external,
}: {
  readonly orderId: string | null;
  readonly external: boolean;
}) {
  const { accountId } = useDesk();
  const query = useQuery({
    queryKey: ["accounts", accountId, "origin", orderId],
    queryFn: ({ signal }) =>
      call(`/api/accounts/${accountId}/orders/${orderId ?? ""}`, { answer: deskOrderSchema, signal }),
    enabled: orderId !== null,
    // Where it came from does not change.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (orderId === null) return <span className="dim">{external ? "not ours" : "–"}</span>;
  return query.data === undefined ? <span className="dim">…</span> : <SourceOf order={query.data} />;
}
