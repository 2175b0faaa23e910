import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "./failure.tsx";
import { Waiting } from "./waiting.tsx";

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** What is fetched, in words. */
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
}

/** What a query brings, with its waiting and its failure; what was there before stays while it fails. */
export function Loaded<Data>({ query, what, children }: LoadedProps<Data>) {
  if (query.isPending) return <Waiting what={what} />;
  return (
    <>
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && children(query.data)}
    </>
  );
}
