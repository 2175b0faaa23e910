import { Moment } from "../../../ui/moment.tsx";
import { useDesk } from "../desk-context.ts";
import { outcomeOf, useDoings } from "../doings/doings.ts";
import { Empty } from "./empty.tsx";

/** What this person did on the account since logging in, and what became of it. */
export function DoneHere() {
  const { accountId } = useDesk();
  const { doings, orders } = useDoings();
  const mine = doings.filter((one) => one.accountId === accountId);
  if (mine.length === 0) return <Empty>Nothing was done from here since you logged in.</Empty>;
  return (
    <table className="rows" aria-label="What I did">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">What came of it</th>
        </tr>
      </thead>
      <tbody>
        {mine.map((doing) => {
          const { tone, words } = outcomeOf(doing, orders);
          return (
            <tr key={doing.id}>
              <td data-name="When">
                <Moment atMs={doing.atMs} brief />
              </td>
              <th scope="row" className="words">
                {doing.what}
              </th>
              <td data-name="What came of it" className="words">
                <span className={`outcome ${tone}`}>{words}</span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The last thing that was done, told to screen readers as it goes on. */
export function SaidAloud() {
  const { accountId } = useDesk();
  const { doings, orders } = useDoings();
  const last = doings.find((one) => one.accountId === accountId);
  const outcome = last === undefined ? null : outcomeOf(last, orders);
  return (
    <p className={`said outcome ${outcome?.tone ?? ""}`} role="status" aria-label="What I did last">
      {last !== undefined && outcome !== null && `${last.what}: ${outcome.words}`}
    </p>
  );
}
