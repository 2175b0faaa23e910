import { Alert, Text } from "@mantine/core";
import { usePerson } from "../session/session.tsx";
import { Moment } from "../ui/moment.tsx";
import { PageLink } from "../ui/page-link.tsx";
import { useEmergency } from "./emergency-schemas.ts";
import { byInWords, stateInWords } from "./state-words.ts";

const MOST_SHOWN = 4;

/** While something is stopped: what, why, and how far it is on each account; on every page. */
export function StopBanner() {
  const { data, isError } = useEmergency();
  const { userId } = usePerson();
  // Nobody must take silence for “nothing is stopped”.
  if (isError && data === undefined) {
    return (
      <Alert
        color="yellow"
        mb="md"
        title="Whether trading is stopped is not known: the gateway did not say."
      />
    );
  }
  if (data === undefined || !data.stopped) return null;
  const standing = data.stops.filter(({ liftedAtMs }) => liftedAtMs === null);
  const concerned = data.accounts.filter(
    ({ state, reached }) => !reached || state?.stopped !== null || state.closing !== null,
  );
  return (
    <Alert
      color="red"
      variant="filled"
      mb="md"
      role="status"
      title="Trading is stopped"
      className="stop-banner"
    >
      {standing.map(({ id, reason, by, atMs }) => (
        <Text size="sm" key={id}>
          {reason}, by {byInWords(by, userId)}, since <Moment atMs={atMs} />
        </Text>
      ))}
      <ul>
        {concerned.slice(0, MOST_SHOWN).map((account) => (
          <Text component="li" size="sm" key={account.accountId}>
            <strong>{account.name ?? account.accountId}</strong>: {stateInWords(account)}
          </Text>
        ))}
      </ul>
      <PageLink to="/emergency">
        {concerned.length > MOST_SHOWN
          ? `All ${concerned.length} accounts, and lifting`
          : "Details and lifting"}
      </PageLink>
    </Alert>
  );
}
