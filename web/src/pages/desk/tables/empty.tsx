import type { ReactNode } from "react";

/** Stands in the place of rows: why there are none. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="empty">{children}</p>;
}
