import { TextInput, type TextInputProps } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from "react";
import "./choice.css";

/** One that can be chosen. */
export interface Option {
  readonly value: string;
  readonly shown: ReactNode;
}

interface ChoiceProps extends Omit<TextInputProps, "value" | "onChange" | "role" | "onKeyDown"> {
  /** What the field is for. */
  readonly label: string;
  /** What the list holds, for screen readers. */
  readonly what: string;
  /** Those that fit what was typed, the likeliest first. */
  readonly find: (wanted: string) => readonly Option[];
  readonly none: string;
  readonly onChoose: (value: string) => void;
  /** The list stands there by itself; otherwise it opens below the field while somebody is in it. */
  readonly always?: boolean;
}

/**
 * A field whose choices are found by typing: arrows and Enter choose, Escape closes. It is the combobox of the
 * ARIA patterns, without a library that places the list: the list is below its field.
 */
export function Choice(props: ChoiceProps) {
  const { label, what, find, none, onChoose, always = false, onFocus, onBlur, ...field } = props;
  const list = useId();
  const [wanted, setWanted] = useState("");
  const [at, setAt] = useState(0);
  const [opened, setOpened] = useState(false);
  const open = always || opened;
  const found = open ? find(wanted) : [];
  const idOf = (index: number): string => `${list}-${index}`;
  useEffect(() => {
    if (open) document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [open, list, at]);
  const want = (text: string): void => {
    setWanted(text);
    setAt(0);
    setOpened(true);
  };
  const choose = (value: string): void => {
    want("");
    setOpened(false);
    onChoose(value);
  };
  const onKey = (event: KeyboardEvent): void => {
    const chosen = found[at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const by = event.key === "ArrowDown" ? 1 : -1;
      setOpened(true);
      if (found.length > 0) setAt((at + by + found.length) % found.length);
    } else if (event.key === "Enter" && open && chosen !== undefined) choose(chosen.value);
    else if (event.key === "Escape" && !always && open) setOpened(false);
    else return;
    event.preventDefault();
  };
  return (
    <div className="choice">
      <TextInput
        {...field}
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        {...(found.length > 0 ? { "aria-activedescendant": idOf(at) } : {})}
        autoComplete="off"
        spellCheck={false}
        value={wanted}
        onChange={(event) => want(event.currentTarget.value)}
        onFocus={(event) => {
          setOpened(true);
          onFocus?.(event);
        }}
        onBlur={(event) => {
          setOpened(false);
          onBlur?.(event);
        }}
        onKeyDown={onKey}
      />
      <div
        id={list}
        role="listbox"
        aria-label={what}
        className={always ? "choices" : "choices below"}
        hidden={!open}
        // The field keeps the focus while somebody points at the list.
        onPointerDown={(event) => event.preventDefault()}
      >
        {open && found.length === 0 && <div className="none">{none}</div>}
        {found.map(({ value, shown }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which has the focus
          // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus, and names the option
          <div
            id={idOf(index)}
            key={value}
            role="option"
            aria-selected={index === at}
            onClick={() => choose(value)}
          >
            {shown}
          </div>
        ))}
      </div>
    </div>
  );
}
