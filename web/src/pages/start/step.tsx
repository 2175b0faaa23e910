import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import { Section } from "../../ui/section.tsx";

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly done: boolean;
  readonly children: ReactNode;
}

/** One step of the guide, and whether the gateway has it behind itself. */
export function Step({ number, title, done, children }: StepProps) {
  return (
    <Section
      title={`${number}. ${title}`}
      actions={
        <Badge color={done ? "teal" : "gray"} variant="light" tt="none" role="status">
          {done ? "done" : "to do"}
        </Badge>
      }
    >
      {children}
    </Section>
  );
}
