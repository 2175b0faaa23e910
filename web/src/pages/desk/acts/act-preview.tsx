import { doors } from "../../../preview/doors.ts";
import { Why } from "../../../ui/faulty-text.tsx";
import { useDesk } from "../desk-context.ts";
import { failureWords } from "../doings/outcome-words.ts";
import { usePreview } from "../ticket/use-preview.ts";
import { actWords } from "./act-words.ts";
import type { AskedAct } from "./asked-act.ts";

/** What an act would do, asked of the gateway and the trading machine while its question stands. */
export function ActPreview({ act }: { readonly act: AskedAct }) {
  const { accountId, blocked, live } = useDesk();
  const { query, settled } = usePreview(accountId, JSON.stringify({ act }), blocked === null);
  const { data, error } = query;
  const refusal = data?.refusal ?? data?.orders.find((order) => order.refusal !== null)?.refusal ?? null;
  const subjects = {
    position: "position" in act ? live.board?.positions.get(act.position) : undefined,
    pending: "ticket" in act ? live.board?.pendings.get(act.ticket) : undefined,
  };
  return (
    <section className="would" aria-label="What it would do" aria-live="polite" aria-busy={!settled}>
      {error !== null && <p>{failureWords(error)}</p>}
      {error === null && data !== undefined && <p>{actWords(data, subjects).join(" ")}</p>}
      {refusal !== null && (
        <div className="bad">
          <strong>{doors[refusal.door]} would refuse it</strong>
          <Why refusal={refusal} />
        </div>
      )}
    </section>
  );
}
