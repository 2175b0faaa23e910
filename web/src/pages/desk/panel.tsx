import type { ReactNode } from "react";

interface PanelProps {
  readonly title: string;
  /** Beside the title. */
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A part of the desk, as narrow as can be: the screen belongs to the figures. */
export function Panel({ title, actions, className = "", children }: PanelProps) {
  return (
    <section className={`panel ${className}`} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
