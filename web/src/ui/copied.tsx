import { Button, Code, CopyButton, Group } from "@mantine/core";

interface CopiedProps {
  readonly text: string;
  /** What it is, for screen readers: "hook address". */
  readonly what: string;
}

/** Text that is there to be taken elsewhere. */
export function Copied({ text, what }: CopiedProps) {
  return (
    <Group gap="xs" align="center">
      <Code block flex="1 1 16rem">
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" aria-label={`Copy the ${what}`} onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
