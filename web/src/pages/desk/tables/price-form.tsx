import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ActPreviewLater } from "../acts/act-preview-later.tsx";
import type { AskedAct } from "../acts/asked-act.ts";
import { isAmount, tidyNumber } from "../ticket/write-ticket.ts";

/** Prices by the name of their field; null takes one away. */
export type PriceChange<Name extends string> = Partial<Record<Name, string | null>>;

interface PriceFieldOf<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly value: string | null;
  /** An empty field takes it away; without it a price must stand. */
  readonly mayBeNone: boolean;
}

interface PriceFormProps<Name extends string> {
  /** What is changed, in words. */
  readonly about: string;
  readonly fields: readonly PriceFieldOf<Name>[];
  /** What the change would be, which is asked for while it is typed. */
  readonly actOf: (change: PriceChange<Name>) => AskedAct;
  /** With what was changed alone. */
  readonly onSend: (change: PriceChange<Name>) => void;
  readonly onClose: () => void;
}

/** Changes prices in place: only what was changed is sent, so that what moved meanwhile is left alone. */
export function PriceForm<Name extends string>(props: PriceFormProps<Name>) {
  const { about, fields, actOf, onSend, onClose } = props;
  const [typed, setTyped] = useState<Partial<Record<Name, string>>>({});
  const textOf = ({ name, value }: PriceFieldOf<Name>): string => typed[name] ?? value ?? "";
  const wrong = (field: PriceFieldOf<Name>): string | undefined => {
    const text = textOf(field).trim();
    if (text === "") return field.mayBeNone ? undefined : "A price is needed.";
    return isAmount(text) ? undefined : "This is no price.";
  };
  const isRight = fields.every((field) => wrong(field) === undefined);
  const change: PriceChange<Name> = {};
  for (const field of fields) {
    const text = tidyNumber(textOf(field));
    if (text !== (field.value ?? "")) change[field.name] = text === "" ? null : text;
  }
  const changes = Object.keys(change).length > 0;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!isRight) return;
    onClose();
    if (changes) onSend(change);
  };
  return (
    <form
      className="price-form"
      aria-label={about}
      onSubmit={send}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      {fields.map((field, index) => (
        <TextInput
          key={field.name}
          size="xs"
          label={field.label}
          value={textOf(field)}
          placeholder={field.mayBeNone ? "none" : ""}
          error={wrong(field)}
          onChange={({ currentTarget }) => setTyped({ ...typed, [field.name]: currentTarget.value })}
          inputMode="decimal"
          autoComplete="off"
          autoFocus={index === 0}
        />
      ))}
      <Button size="compact-sm" type="submit">
        Change
      </Button>
      <Button size="compact-sm" variant="default" onClick={onClose}>
        Leave it
      </Button>
      {isRight && changes && <ActPreviewLater act={actOf(change)} />}
    </form>
  );
}
