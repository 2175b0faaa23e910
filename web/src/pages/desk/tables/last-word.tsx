import { useDesk } from "../desk-context.ts";
import { useLastDoing } from "../doings/doings.ts";

/** What became of the last thing that was done about a ticket, in its own place; nothing when nothing was. */
export function LastWord({ target }: { readonly target: string }) {
  const { accountId } = useDesk();
  const last = useLastDoing(accountId, target);
  if (last === null) return null;
  return (
    <span className={`outcome ${last.outcome.tone}`}>
      {last.doing.what}: {last.outcome.words}
    </span>
  );
}
