import { Anchor, type AnchorProps } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface PageLinkProps extends Pick<LinkProps, "to" | "params"> {
  readonly children: ReactNode;
  readonly size?: NonNullable<AnchorProps["size"]>;
}

/** A link to another page of the desk. */
export function PageLink({ to, params, children, size = "sm" }: PageLinkProps) {
  return (
    <Anchor size={size} renderRoot={(props) => <Link to={to} params={params} {...props} />}>
      {children}
    </Anchor>
  );
}
