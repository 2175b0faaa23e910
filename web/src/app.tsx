import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ApiError, codeOf } from "./api/problem.ts";
import { router } from "./router.tsx";
import { SESSION } from "./session/session.tsx";
import { theme } from "./theme.ts";
import { Boundary } from "./ui/boundary.tsx";
import { pageNonce } from "./ui/page-nonce.ts";

const MOST_ATTEMPTS = 3;

/** A refusal stays one however often it is asked; only a gateway that does not answer is asked again. */
function worthAnotherTry(failures: number, error: Error): boolean {
  const refused = error instanceof ApiError && error.problem.status > 0 && error.problem.status < 500;
  return !refused && failures < MOST_ATTEMPTS;
}

/** A role that was lowered while a page is open: the page asks who one is now, and hides what is not allowed any more. */
function noticeRole(error: Error): void {
  if (codeOf(error) === "forbidden") void client.invalidateQueries({ queryKey: SESSION });
}

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeRole }),
  mutationCache: new MutationCache({ onError: noticeRole }),
  defaultOptions: {
    queries: { retry: worthAnotherTry, staleTime: 5_000 },
    // What a person asked for is told as it went; it is never repeated behind their back.
    mutations: { retry: false, networkMode: "always" },
  },
});

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="dark" getStyleNonce={pageNonce}>
      <Boundary>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Boundary>
    </MantineProvider>
  );
}
