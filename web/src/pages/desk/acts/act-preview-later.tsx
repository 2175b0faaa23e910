import { lazy, Suspense } from "react";
import type { AskedAct } from "./asked-act.ts";

/** Its own file for the browser: nobody acts before the desk is there. */
const ActPreview = lazy(async () => ({ default: (await import("./act-preview.tsx")).ActPreview }));

/** What an act would do; while that is fetched, nothing. */
export function ActPreviewLater({ act }: { readonly act: AskedAct }) {
  return (
    <Suspense fallback={null}>
      <ActPreview act={act} />
    </Suspense>
  );
}
