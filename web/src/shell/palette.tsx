import { Modal, Text } from "@mantine/core";
import { Choice } from "../ui/choice.tsx";

/** Something that can be chosen by its name. */
export interface Command {
  readonly name: string;
  /** The keys that do the same, in words. */
  readonly keys?: string;
  readonly run: () => unknown;
}

interface PaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly commands: readonly Command[];
}

/** Every page and action by its name, from the keyboard. */
export function Palette({ open, onClose, commands }: PaletteProps) {
  return (
    <Modal opened={open} onClose={onClose} title="Go to or do" closeButtonProps={{ "aria-label": "Close" }}>
      {open && <Commands onClose={onClose} commands={commands} />}
    </Modal>
  );
}

function Commands({ onClose, commands }: Omit<PaletteProps, "open">) {
  return (
    <Choice
      label="What you want"
      what="Pages and actions"
      placeholder="such as “sessions”"
      none="There is nothing of that name."
      always
      data-autofocus
      find={(wanted) =>
        commands
          .filter(({ name }) => matches(name, wanted))
          .map(({ name, keys }) => ({ value: name, shown: <Named name={name} keys={keys} /> }))
      }
      onChoose={(name) => {
        onClose();
        commands.find((one) => one.name === name)?.run();
      }}
    />
  );
}

function Named({ name, keys }: { readonly name: string; readonly keys: string | undefined }) {
  return (
    <>
      {name}
      {keys !== undefined && (
        <Text component="kbd" size="xs" c="dimmed">
          {keys}
        </Text>
      )}
    </>
  );
}

/** Every word that was typed begins a word of the name. */
function matches(name: string, wanted: string): boolean {
  const words = name.toLowerCase().split(/\s+/);
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)));
}
