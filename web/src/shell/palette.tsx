import { Combobox, Modal, Text, TextInput, useCombobox } from "@mantine/core";
import { useEffect, useState } from "react";

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
      {open && <Choice onClose={onClose} commands={commands} />}
    </Modal>
  );
}

function Choice({ onClose, commands }: Omit<PaletteProps, "open">) {
  const [wanted, setWanted] = useState("");
  const combobox = useCombobox({ opened: true });
  const { selectFirstOption } = combobox;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another wish, other options; Enter takes the first
  useEffect(() => {
    selectFirstOption();
  }, [wanted, selectFirstOption]);
  const found = commands.filter(({ name }) => matches(name, wanted));
  const run = (name: string): void => {
    onClose();
    commands.find((one) => one.name === name)?.run();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={run}>
      <Combobox.EventsTarget>
        <TextInput
          role="combobox"
          aria-expanded
          aria-label="What you want"
          placeholder="such as “sessions”"
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          data-autofocus
        />
      </Combobox.EventsTarget>
      <Combobox.Options mt="sm" aria-label="Pages and actions">
        {found.length === 0 && <Combobox.Empty>There is nothing of that name.</Combobox.Empty>}
        {found.map(({ name, keys }) => (
          <Combobox.Option value={name} key={name} className="command">
            {name}
            {keys !== undefined && (
              <Text component="kbd" size="xs" c="dimmed">
                {keys}
              </Text>
            )}
          </Combobox.Option>
        ))}
      </Combobox.Options>
    </Combobox>
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
