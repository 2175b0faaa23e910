import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import { Page } from "../../ui/page.tsx";
import { PageLink } from "../../ui/page-link.tsx";

const parts = [
  { to: "/security", name: "Overview" },
  { to: "/security/people", name: "Sessions and locks" },
  { to: "/security/report", name: "Weekly report" },
  { to: "/security/audit", name: "Audit log" },
] as const;

interface SecurityFrameProps {
  readonly title: string;
  readonly about: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of the security desk's pages, with the way from one to the other. */
export function SecurityFrame({ title, about, actions, children }: SecurityFrameProps) {
  return (
    <Page title={title} about={about} actions={actions}>
      <Group component="nav" gap="md" aria-label="Security">
        {parts.map(({ to, name }) => (
          <PageLink key={to} to={to}>
            {name}
          </PageLink>
        ))}
      </Group>
      {children}
    </Page>
  );
}
