import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { call } from "../api/client.ts";
import { codeOf } from "../api/problem.ts";
import { keepCsrf, onSessionOver, type Profile, profileSchema } from "../api/session-keys.ts";
import { onRightsChanged, otherPerson } from "../live/person-news.ts";
import { Failure } from "../ui/failure.tsx";
import { Waiting } from "../ui/waiting.tsx";
import { Entrance } from "./entrance.tsx";

export const SESSION = ["session"] as const;

const Person = createContext<Profile | null>(null);

/** Who is logged in. Only below `SessionGate`. */
export function usePerson(): Profile {
  const person = useContext(Person);
  if (person === null) throw new Error("nobody is logged in here");
  return person;
}

async function fetchProfile(): Promise<Profile | null> {
  try {
    const profile = await call("/api/auth/session", { answer: profileSchema });
    keepCsrf(profile.csrfToken);
    return profile;
  } catch (error) {
    if (loggedOut.has(codeOf(error) ?? "")) return null;
    throw error;
  }
}

const loggedOut: ReadonlySet<string> = new Set([
  ...["unauthorized", "token_expired", "session_ended", "invalid_token", "not_a_member"],
]);

/**
 * Shows what is inside to whoever is logged in, and the login to everybody else. When a session ends while a page
 * is open, the page gives way to the login, and comes back where it was.
 */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const profile = useQuery({ queryKey: SESSION, queryFn: fetchProfile, staleTime: 60_000 });
  useEffect(
    () =>
      onSessionOver(() => {
        // What one person saw must not be there for the next one.
        client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
        client.setQueryData(SESSION, null);
      }),
    [client],
  );
  useEffect(
    () =>
      onRightsChanged(async () => {
        await client.invalidateQueries({ queryKey: SESSION });
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
      }),
    [client],
  );
  const who =
    profile.data == null ? null : `${profile.data.userId} ${profile.data.tenantId} ${profile.data.role}`;
  useEffect(() => {
    if (who !== null) otherPerson();
  }, [who]);
  // A gateway that does not answer for a while takes nobody's page away.
  if (profile.data === undefined) {
    return profile.isError ? (
      <Failure error={profile.error} retry={() => void profile.refetch()} />
    ) : (
      <Arriving />
    );
  }
  if (profile.data === null) {
    return <Entrance onEntered={() => client.invalidateQueries({ queryKey: SESSION })} />;
  }
  return <Person.Provider value={profile.data}>{children}</Person.Provider>;
}

/** As index.html paints it, so that nothing moves until it is known who is here. */
function Arriving() {
  return (
    <>
      <header className="frame-bar">
        <strong>Sallyport</strong>
      </header>
      <main className="frame-page">
        <Waiting what="your session" />
      </main>
    </>
  );
}

/** Reads the session again: after a change of role, factor or tenant. */
export function useSessionRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: SESSION });
}
