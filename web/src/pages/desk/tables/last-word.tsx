import { useDesk } from "../desk-context.ts";
import { useLastDoing } from "../doings/doings.ts";

/** What became of the last thing that was done about a ticket, in a row below it; none when nothing was. */
export function LastWordRow({ target, columns }: { readonly target: string; readonly columns: number }) {
  const { accountId } = useDesk();
  const last = useLastDoing(accountId, target);
  if (last === null) return null;
  return (
    <tr className="below word">
      <td colSpan={columns}>
        <span className={`outcome ${last.outcome.tone}`}>
          {last.doing.what}: {last.outcome.words}
        </span>
      </td>
    </tr>
  );
}
