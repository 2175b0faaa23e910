import { Figures } from "./figures.tsx";
import { SecurityFrame } from "./security-frame.tsx";
import { UnusualActivity } from "./unusual-activity.tsx";

/** What was noticed, and the figures behind it. */
export function Security() {
  return (
    <SecurityFrame
      title="Security"
      about="What the gateway noticed by itself, and what happened in the last hour, day and week."
    >
      <UnusualActivity />
      <Figures />
    </SecurityFrame>
  );
}
